package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Terms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuMemory;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
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

    static OfferView of(Terms terms, Match match, ZoneId zone) {
        return new OfferView(
                Title.label(terms, match),
                String.format("#%06x", MessageKind.of(match).colour()),
                headline(terms, match),
                why(terms, match),
                OfferRow.of(terms, match),
                flags(terms.threshold().metric(), match, zone),
                facts(terms, match),
                command(terms, match),
                SearchPage.of(terms, match));
    }

    static String command(Terms terms, Match match) {
        return match.isToRent()
                ? RentCommand.of(terms.rent(), terms.diskGb(), match.offer()).orElse("")
                : "";
    }

    /** The same without what can be left out. */
    OfferView brief() {
        return new OfferView(label, colour, headline, reason, row, flags, Map.of(), command, link);
    }

    /** {@code returned after it was gone; it was $0.45/h when it was last told}. */
    static String why(Terms terms, Match match) {
        Metric metric = terms.threshold().metric();
        MessageKind kind = MessageKind.of(match);
        // There the headline says it.
        boolean isSaid = kind == MessageKind.BETTER || kind == MessageKind.WORSE || kind == MessageKind.GONE;
        return match.reason().words()
                + match.previous()
                        .filter(before -> !isSaid)
                        .map(before -> "; it was " + Words.value(metric, before) + " when it was last told")
                        .orElse("");
    }

    /** The line of a title; in front of it how the price has moved, or that it is gone. */
    static String headline(Terms terms, Match match) {
        boolean isMatch = switch (MessageKind.of(match)) {
            case NEW, BACK, REMINDER -> true;
            default -> false;
        };
        return (isMatch ? "" : Title.label(terms, match) + ": ") + Title.line(terms, match);
    }

    private static List<String> flags(Metric metric, Match match, ZoneId zone) {
        Offer offer = match.offer();
        List<String> flags = new ArrayList<>();
        match.since()
                .ifPresent(since -> flags.add(
                        since.isGone()
                                ? "gone since, last seen " + Words.moment(since.seenAt(), zone)
                                : "told late: it was " + Words.value(metric, match.value()) + " at "
                                        + Words.moment(offer.seenAt(), zone)));
        GpuMemory.slice(offer).ifPresent(flags::add);
        if (!match.isToRent()) {
            return flags;
        }
        offer.text(Field.VERIFICATION).filter("deverified"::equals).ifPresent(flags::add);
        offer.number(Field.DURATION)
                .filter(seconds -> seconds < Duration.ofDays(1).toSeconds())
                .ifPresent(seconds -> flags.add("ends in " + Words.days(Duration.ofSeconds(seconds.longValue()))));
        double traffic = Math.max(
                offer.number(Field.INET_UP_COST).orElse(0.0),
                offer.number(Field.INET_DOWN_COST).orElse(0.0));
        if (traffic > EXPENSIVE_TRAFFIC) {
            flags.add("expensive traffic: " + Words.perTerabyte(traffic));
        }
        return flags;
    }

    private static Map<String, String> facts(Terms terms, Match match) {
        Offer offer = match.offer();
        Map<String, String> facts = new LinkedHashMap<>();
        double gpus = offer.number(Field.NUM_GPUS).orElse(1.0);
        OfferRow.price(terms, match)
                .ifPresent(price -> facts.put(
                        "Price",
                        Words.dollars(price) + "/h, " + Words.perDay(price) + ", with " + terms.diskGb() + " GB disk"
                                + fee(terms, offer)
                                + (gpus > 1 ? ", " + Words.dollars(price / gpus) + "/h per GPU" : "")
                                + (offer.type() == RentalType.BID ? ", interruptible" : "")));
        fact(
                facts,
                "DLPerf",
                offer,
                Field.DLPERF,
                value -> Words.number(value)
                        + offer.number(Field.DLPERF_PER_DPHTOTAL)
                                .map(each -> ", " + Words.number(each) + " per $/h")
                                .orElse(""));
        fact(facts, "GPU RAM", offer, Field.GPU_RAM, Words::gigabytes);
        String cpu = Stream.of(
                        offer.text(Field.CPU_NAME).map(Words::name),
                        offer.number(Field.CPU_CORES_EFFECTIVE).map(cores -> Words.number(cores) + " cores"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        if (!cpu.isEmpty()) {
            facts.put("CPU", cpu);
        }
        fact(facts, "RAM", offer, Field.CPU_RAM, Words::gigabytes);
        fact(
                facts,
                "Disk",
                offer,
                Field.DISK_SPACE,
                value -> Words.number(value) + " GB free"
                        + offer.number(Field.STORAGE_COST)
                                .map(cost -> ", " + Words.dollars(cost) + "/GB/month")
                                .orElse(""));
        fact(
                facts,
                "Network",
                offer,
                Field.INET_DOWN,
                down -> Words.number(down) + " Mb/s down"
                        + offer.number(Field.INET_UP)
                                .map(up -> ", " + Words.number(up) + " Mb/s up")
                                .orElse("")
                        + offer.number(Field.INET_DOWN_COST)
                                .map(cost -> ", " + Words.perTerabyte(cost) + " down")
                                .orElse("")
                        + offer.number(Field.INET_UP_COST)
                                .map(cost -> ", " + Words.perTerabyte(cost) + " up")
                                .orElse(""));
        offer.text(Field.VERIFICATION)
                .ifPresent(text -> facts.put(
                        "Trust",
                        Words.name(text)
                                + offer.number(Field.RELIABILITY)
                                        .map(value -> ", reliability " + Words.number(value))
                                        .orElse("")
                                + (offer.flag(Field.DATACENTER).orElse(false) ? ", data centre" : "")));
        offer.text(Field.GEOLOCATION).ifPresent(text -> facts.put("Place", Words.name(text)));
        if (match.isToRent()) {
            fact(
                    facts,
                    "Runs",
                    offer,
                    Field.DURATION,
                    seconds -> "another " + Words.days(Duration.ofSeconds(seconds.longValue())));
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
    private static String fee(Terms terms, Offer offer) {
        return terms.sla()
                .flatMap(sla -> offer.number(Field.SLA_PREMIUM_PER_HOUR))
                .filter(fee -> fee > 0)
                .map(fee -> ", incl. SLA " + Words.dollars(fee) + "/h")
                .orElse("");
    }

    private static void fact(
            Map<String, String> facts, String label, Offer offer, Field field, Function<Double, String> words) {
        offer.number(field).ifPresent(value -> facts.put(label, words.apply(value)));
    }
}
