package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Workload;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;

/**
 * One offer as a message shows it.
 *
 * @param label what happened to it, as a word or a change in percent
 * @param colour the colour of that, as {@code #2ecc71}
 * @param row the values to compare it by
 * @param flags warnings about it
 * @param facts everything else worth knowing, by label, in reading order
 * @param command the command that rents it; empty where there is none
 * @param link the search page with offers like it; Vast.ai has no page for one offer
 */
public record OfferView(
        String label,
        String colour,
        String headline,
        String reason,
        Row row,
        List<String> flags,
        Map<String, String> facts,
        String command,
        String link) {
    /** Hosts charge $0.003 to $0.05 per GB; above this, a terabyte costs more than a day of a good GPU. */
    private static final double EXPENSIVE_TRAFFIC = 0.02;

    /**
     * A table row; a cell is empty where the offer has no such value.
     *
     * @param metric the value that the threshold is on, unless that is the price
     */
    public record Row(
            String price,
            String day,
            String metric,
            String gpu,
            String place,
            String reliability,
            String dlperf,
            String gpuRam,
            String network,
            String runs) {}

    public static OfferView of(WatchTerms terms, Match match, ZoneId zone) {
        return new OfferView(
                Title.label(terms, match),
                String.format("#%06x", MessageKind.of(match).colour()),
                headline(terms, match),
                reason(terms, match),
                row(terms, match),
                flags(terms.threshold().metric(), match, zone),
                facts(terms, match),
                match.isToRent()
                        ? RentCommand.of(terms.rent(), terms.diskGb(), match.offer())
                                .orElse("")
                        : "",
                searchPage(terms, match));
    }

    /** The same without the facts. */
    OfferView brief() {
        return new OfferView(label, colour, headline, reason, row, flags, Map.of(), command, link);
    }

    /** The line of a title, after what happened unless it is a match. */
    private static String headline(WatchTerms terms, Match match) {
        boolean isMatch = switch (MessageKind.of(match)) {
            case NEW, BACK, REMINDER -> true;
            default -> false;
        };
        return (isMatch ? "" : Title.label(terms, match) + ": ") + Title.line(terms, match);
    }

    /** {@code returned after it was gone; it was $0.45/h when last sent}. */
    private static String reason(WatchTerms terms, Match match) {
        // The headline of the other kinds has the previous value.
        boolean hasPrevious = switch (MessageKind.of(match)) {
            case BETTER, WORSE, GONE -> false;
            default -> true;
        };
        return match.reason().words()
                + match.previous()
                        .filter(previous -> hasPrevious)
                        .map(previous ->
                                "; it was " + terms.threshold().metric().words(previous) + " when last sent")
                        .orElse("");
    }

    private static Row row(WatchTerms terms, Match match) {
        Offer offer = match.offer();
        Metric metric = terms.threshold().metric();
        Optional<Double> price = price(terms, match);
        return new Row(
                price.map(Amount::perHour).orElse(""),
                price.map(Amount::perDay).orElse(""),
                metric.isWholePrice() ? "" : metric.amount(match.current()),
                Title.machine(match.key()),
                place(offer),
                fact(offer, Field.RELIABILITY, Amount::number).orElse(""),
                fact(offer, Field.DLPERF, Amount::number).orElse(""),
                fact(offer, Field.GPU_RAM, Amount::gigabytes).orElse(""),
                fact(offer, Field.INET_DOWN, down -> Amount.number(down) + " Mb/s")
                        .orElse(""),
                remaining(match).orElse(""));
    }

    /** The price per hour as far as it is known now. */
    private static Optional<Double> price(WatchTerms terms, Match match) {
        return terms.threshold().metric().isWholePrice()
                ? Optional.of(match.current().doubleValue())
                : match.offer().number(Field.DPH_TOTAL);
    }

    /** {@code Sweden, SE} as {@code Sweden}, {@code , US} as {@code US}. */
    static String place(Offer offer) {
        String place = offer.text(Field.GEOLOCATION).orElse("place unknown").strip();
        int comma = place.lastIndexOf(',');
        String region = comma < 0 ? place : place.substring(0, comma).strip();
        return SafeText.name(region.isEmpty() ? place.substring(comma + 1).strip() : region);
    }

    /** How much longer an offer that can be rented is available. */
    private static Optional<String> remaining(Match match) {
        return fact(match.offer(), Field.DURATION, seconds -> Durations.words(Duration.ofSeconds((long) seconds)))
                .filter(words -> match.isToRent());
    }

    private static List<String> flags(Metric metric, Match match, ZoneId zone) {
        Offer offer = match.offer();
        List<String> flags = new ArrayList<>();
        match.update()
                .map(update -> update.isGone()
                        ? "gone since, last seen " + Durations.moment(update.seenAt(), zone)
                        : "sent late: it was " + metric.words(match.value()) + " at "
                                + Durations.moment(offer.seenAt(), zone))
                .ifPresent(flags::add);
        GpuSlices.describe(offer).ifPresent(flags::add);
        if (!match.isToRent()) {
            return flags;
        }
        offer.text(Field.VERIFICATION).filter("deverified"::equals).ifPresent(flags::add);
        remaining(match)
                .filter(words -> offer.number(Field.DURATION).orElse(0.0)
                        < Duration.ofDays(1).toSeconds())
                .ifPresent(words -> flags.add("ends in " + words));
        double traffic = Math.max(
                offer.number(Field.INET_UP_COST).orElse(0.0),
                offer.number(Field.INET_DOWN_COST).orElse(0.0));
        if (traffic > EXPENSIVE_TRAFFIC) {
            flags.add("expensive traffic: " + Amount.perTerabyte(traffic));
        }
        return flags;
    }

    private static Map<String, String> facts(WatchTerms terms, Match match) {
        Offer offer = match.offer();
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "Price", price(terms, match).map(price -> price(terms, offer, price)));
        put(facts, "Job", terms.workload().flatMap(job -> job(terms, match, job)));
        put(
                facts,
                "DLPerf",
                fact(offer, Field.DLPERF, Amount::number),
                fact(offer, Field.DLPERF_PER_DPHTOTAL, value -> Amount.number(value) + " per $/h"));
        put(facts, "GPU RAM", fact(offer, Field.GPU_RAM, Amount::gigabytes));
        put(
                facts,
                "CPU",
                offer.text(Field.CPU_NAME).map(SafeText::name),
                fact(offer, Field.CPU_CORES_EFFECTIVE, cores -> Amount.number(cores) + " cores"));
        put(facts, "RAM", fact(offer, Field.CPU_RAM, Amount::gigabytes));
        put(
                facts,
                "Disk",
                fact(offer, Field.DISK_SPACE, space -> Amount.number(space) + " GB free"),
                fact(offer, Field.STORAGE_COST, cost -> Amount.dollars(cost) + "/GB/month"));
        put(
                facts,
                "Network",
                fact(offer, Field.INET_DOWN, down -> Amount.number(down) + " Mb/s down"),
                fact(offer, Field.INET_UP, up -> Amount.number(up) + " Mb/s up"),
                fact(offer, Field.INET_DOWN_COST, cost -> Amount.perTerabyte(cost) + " down"),
                fact(offer, Field.INET_UP_COST, cost -> Amount.perTerabyte(cost) + " up"));
        put(
                facts,
                "Trust",
                offer.text(Field.VERIFICATION).map(SafeText::name),
                fact(offer, Field.RELIABILITY, value -> "reliability " + Amount.number(value)),
                offer.flag(Field.DATACENTER).filter(flag -> flag).map(flag -> "data centre"));
        put(facts, "Place", offer.text(Field.GEOLOCATION).map(SafeText::name));
        put(facts, "Runs", remaining(match).map(words -> "another " + words));
        long machine = offer.number(Field.MACHINE_ID).orElse(0.0).longValue();
        facts.put("Machine", String.valueOf(machine));
        if (match.sizes().size() > 1) {
            facts.put(
                    "Sizes",
                    match.sizes().stream().map(size -> size + "×").collect(Collectors.joining(", ")) + " match");
        }
        return facts;
    }

    /** {@code $0.389/h, $9.34/day, with 20 GB disk, incl. SLA $0.012/h, $0.195/h per GPU, interruptible}. */
    private static String price(WatchTerms terms, Offer offer, double price) {
        double gpus = offer.number(Field.NUM_GPUS).orElse(1.0);
        return Amount.perHour(price) + ", " + Amount.perDay(price) + ", with " + terms.diskGb() + " GB disk"
                + terms.sla()
                        .flatMap(sla -> offer.number(Field.SLA_PREMIUM_PER_HOUR))
                        .filter(fee -> fee > 0)
                        .map(fee -> ", incl. SLA " + Amount.perHour(fee))
                        .orElse("")
                + (gpus > 1 ? ", " + Amount.perHour(price / gpus) + " per GPU" : "")
                + (offer.type() == RentalType.BID ? ", interruptible" : "");
    }

    /** {@code $8.32 for 20h, 100GB down, 10GB up; $0.416/h}. */
    private static Optional<String> job(WatchTerms terms, Match match, Workload job) {
        Metric metric = Metric.JOB_COST.of(Optional.of(job));
        return (metric.equals(terms.threshold().metric())
                        ? Optional.of(match.current())
                        : metric.valueOf(match.offer()))
                .map(cost -> metric.amount(cost) + " for " + job + "; "
                        + Amount.perHour(cost.doubleValue() / job.hours().doubleValue()));
    }

    private static Optional<String> fact(Offer offer, Field field, DoubleFunction<String> words) {
        return offer.number(field).map(words::apply);
    }

    @SafeVarargs
    private static void put(Map<String, String> facts, String label, Optional<String>... parts) {
        StringJoiner words = new StringJoiner(", ");
        for (Optional<String> part : parts) {
            part.ifPresent(words::add);
        }
        if (words.length() > 0) {
            facts.put(label, words.toString());
        }
    }

    /**
     * The page of Vast.ai that lists offers like a given one; a link to a single offer is not documented. The parameters are
     * those of links that users share.
     */
    static String searchPage(WatchTerms terms, Match match) {
        String model = match.key().gpuName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        HttpUrl.Builder page =
                HttpUrl.get("https://cloud.vast.ai/create/").newBuilder().addQueryParameter("gpuModelNames", model);
        if (!match.key().isMachine()) {
            String gpus = String.valueOf(match.key().numGpus());
            page.addQueryParameter("offerGpuNumMin", gpus).addQueryParameter("offerGpuNumMax", gpus);
        }
        // Rounded down, so that the page includes the offer itself.
        match.offer()
                .number(Field.RELIABILITY)
                .filter(share -> share > 0 && share <= 1)
                .map(share -> BigDecimal.valueOf(share).setScale(2, RoundingMode.DOWN))
                .ifPresent(share -> page.addQueryParameter("machineReliabilityMin", share.toPlainString()));
        return page.addQueryParameter("instanceDiskSizeMin", String.valueOf(terms.diskGb()))
                .build()
                .toString();
    }
}
