package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuMemory;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Metric;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One offer as people read it.
 *
 * @param label what has happened to it, in a word or as a share
 * @param colour the same, as {@code #2ecc71}
 * @param row what to compare it by with others
 * @param flags what speaks against it
 * @param facts what there is to know, by its label, in the order to read it in
 * @param command how to rent it; empty where that cannot be told
 * @param link the page to look for such offers; there is none of a single offer
 */
public record OfferView(
        String label,
        String colour,
        String headline,
        String reason,
        OfferRow row,
        List<String> flags,
        Map<String, String> facts,
        String command,
        String link) {
    /** Hosts ask from $0.003 to $0.05 a GB; above this a terabyte costs more than a day of a good GPU. */
    private static final double EXPENSIVE_TRAFFIC = 0.02;

    public static OfferView of(WatchTerms watchTerms, Match match, ZoneId zone) {
        return new OfferView(
                Title.label(watchTerms, match),
                String.format("#%06x", MessageKind.of(match).colour()),
                headline(watchTerms, match),
                why(watchTerms, match),
                OfferRow.of(watchTerms, match),
                flags(watchTerms.threshold().metric(), match, zone),
                facts(watchTerms, match),
                command(watchTerms, match),
                SearchPage.of(watchTerms, match));
    }

    static String command(WatchTerms watchTerms, Match match) {
        return match.isToRent()
                ? RentCommand.of(watchTerms.rent(), watchTerms.diskGb(), match.offer())
                        .orElse("")
                : "";
    }

    /** The same without what can be left out. */
    OfferView brief() {
        return new OfferView(label, colour, headline, reason, row, flags, Map.of(), command, link);
    }

    /** {@code returned after it was gone; it was $0.45/h when it was last told}. */
    static String why(WatchTerms watchTerms, Match match) {
        Metric metric = watchTerms.threshold().metric();
        MessageKind kind = MessageKind.of(match);
        // There the headline says it.
        boolean isSaid = kind == MessageKind.BETTER || kind == MessageKind.WORSE || kind == MessageKind.GONE;
        return match.reason().words()
                + match.previous()
                        .filter(before -> !isSaid)
                        .map(before -> "; it was " + metric.words(before) + " when it was last told")
                        .orElse("");
    }

    /** The line of a title; in front of it how the price has moved, or that it is gone. */
    static String headline(WatchTerms watchTerms, Match match) {
        boolean isMatch = switch (MessageKind.of(match)) {
            case NEW, BACK, REMINDER -> true;
            default -> false;
        };
        return (isMatch ? "" : Title.label(watchTerms, match) + ": ") + Title.line(watchTerms, match);
    }

    /** {@code Sweden, SE} as {@code Sweden}, {@code , US} as {@code US}. */
    static String place(Offer offer) {
        String place = offer.text(Field.GEOLOCATION).orElse("place unknown").strip();
        int comma = place.lastIndexOf(',');
        String region = comma < 0 ? place : place.substring(0, comma).strip();
        return SafeText.name(region.isEmpty() ? place.substring(comma + 1).strip() : region);
    }

    private static List<String> flags(Metric metric, Match match, ZoneId zone) {
        Offer offer = match.offer();
        List<String> flags = new ArrayList<>();
        match.since()
                .ifPresent(offerUpdate -> flags.add(
                        offerUpdate.isGone()
                                ? "gone since, last seen " + Durations.moment(offerUpdate.seenAt(), zone)
                                : "told late: it was " + metric.words(match.value()) + " at "
                                        + Durations.moment(offer.seenAt(), zone)));
        GpuMemory.slice(offer).ifPresent(flags::add);
        if (!match.isToRent()) {
            return flags;
        }
        offer.text(Field.VERIFICATION).filter("deverified"::equals).ifPresent(flags::add);
        offer.number(Field.DURATION)
                .filter(seconds -> seconds < Duration.ofDays(1).toSeconds())
                .ifPresent(seconds -> flags.add("ends in " + Durations.words(Duration.ofSeconds(seconds.longValue()))));
        double traffic = Math.max(
                offer.number(Field.INET_UP_COST).orElse(0.0),
                offer.number(Field.INET_DOWN_COST).orElse(0.0));
        if (traffic > EXPENSIVE_TRAFFIC) {
            flags.add("expensive traffic: " + Amount.perTerabyte(traffic));
        }
        return flags;
    }

    private static Map<String, String> facts(WatchTerms watchTerms, Match match) {
        Offer offer = match.offer();
        Map<String, String> facts = new LinkedHashMap<>();
        double gpus = offer.number(Field.NUM_GPUS).orElse(1.0);
        OfferRow.price(watchTerms, match)
                .ifPresent(price -> facts.put(
                        "Price",
                        Amount.dollars(price) + "/h, " + Amount.perDay(price) + ", with "
                                + watchTerms.diskGb() + " GB disk"
                                + fee(watchTerms, offer)
                                + (gpus > 1 ? ", " + Amount.dollars(price / gpus) + "/h per GPU" : "")
                                + (offer.type() == RentalType.BID ? ", interruptible" : "")));
        fact(
                facts,
                "DLPerf",
                offer,
                Field.DLPERF,
                value -> Amount.number(value)
                        + offer.number(Field.DLPERF_PER_DPHTOTAL)
                                .map(each -> ", " + Amount.number(each) + " per $/h")
                                .orElse(""));
        fact(facts, "GPU RAM", offer, Field.GPU_RAM, Amount::gigabytes);
        String cpu = Stream.of(
                        offer.text(Field.CPU_NAME).map(SafeText::name),
                        offer.number(Field.CPU_CORES_EFFECTIVE).map(cores -> Amount.number(cores) + " cores"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        if (!cpu.isEmpty()) {
            facts.put("CPU", cpu);
        }
        fact(facts, "RAM", offer, Field.CPU_RAM, Amount::gigabytes);
        fact(
                facts,
                "Disk",
                offer,
                Field.DISK_SPACE,
                value -> Amount.number(value) + " GB free"
                        + offer.number(Field.STORAGE_COST)
                                .map(cost -> ", " + Amount.dollars(cost) + "/GB/month")
                                .orElse(""));
        fact(
                facts,
                "Network",
                offer,
                Field.INET_DOWN,
                down -> Amount.number(down) + " Mb/s down"
                        + offer.number(Field.INET_UP)
                                .map(up -> ", " + Amount.number(up) + " Mb/s up")
                                .orElse("")
                        + offer.number(Field.INET_DOWN_COST)
                                .map(cost -> ", " + Amount.perTerabyte(cost) + " down")
                                .orElse("")
                        + offer.number(Field.INET_UP_COST)
                                .map(cost -> ", " + Amount.perTerabyte(cost) + " up")
                                .orElse(""));
        offer.text(Field.VERIFICATION)
                .ifPresent(text -> facts.put(
                        "Trust",
                        SafeText.name(text)
                                + offer.number(Field.RELIABILITY)
                                        .map(value -> ", reliability " + Amount.number(value))
                                        .orElse("")
                                + (offer.flag(Field.DATACENTER).orElse(false) ? ", data centre" : "")));
        offer.text(Field.GEOLOCATION).ifPresent(text -> facts.put("Place", SafeText.name(text)));
        if (match.isToRent()) {
            fact(
                    facts,
                    "Runs",
                    offer,
                    Field.DURATION,
                    seconds -> "another " + Durations.words(Duration.ofSeconds(seconds.longValue())));
        }
        facts.put(
                "Machine",
                String.valueOf(offer.number(Field.MACHINE_ID).orElse(0.0).longValue()));
        if (match.sizes().size() > 1) {
            facts.put(
                    "Sizes",
                    match.sizes().stream().map(size -> size + "×").collect(Collectors.joining(", ")) + " match");
        }
        return facts;
    }

    /** {@code , incl. SLA $0.012/h}; nothing where no fee is known to be in the price. */
    private static String fee(WatchTerms watchTerms, Offer offer) {
        return watchTerms
                .sla()
                .flatMap(sla -> offer.number(Field.SLA_PREMIUM_PER_HOUR))
                .filter(fee -> fee > 0)
                .map(fee -> ", incl. SLA " + Amount.dollars(fee) + "/h")
                .orElse("");
    }

    private static void fact(
            Map<String, String> facts, String label, Offer offer, Field field, Function<Double, String> words) {
        offer.number(field).ifPresent(value -> facts.put(label, words.apply(value)));
    }
}
