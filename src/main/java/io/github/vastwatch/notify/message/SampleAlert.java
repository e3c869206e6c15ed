package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.OfferUpdate;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Something that there can be to tell, each with an invented alert to try channels and templates with. */
public enum SampleAlert {
    NEW,
    /** What meets the {@code urgent} of its watch. */
    URGENT,
    BETTER,
    BACK,
    REMINDER,
    WORSE,
    GONE,
    /** Offers to which different things have happened. */
    MIXED,
    /** Sent late: one offer costs something else by then, another is gone. */
    LATE,
    /** Of an offer whose row says the least that an offer must. */
    BARE,
    STARTED(
            AlertKind.WATCH_STARTED,
            "watching TEST: 15 offers fit, none under 0.35, best $0.361/h, 3 % over; market seen whole",
            Map.of("watches", "TEST")),
    DIGEST,
    COUNT(AlertKind.WATCH_COUNT, "8 gpus match now (gpus >= 8)", Map.of("count", "8", "rule", "gpus >= 8")),
    ABSENT(AlertKind.WATCH_ABSENT, "nothing has matched for 6h", Map.of("absent", "6h")),
    DONE(AlertKind.WATCH_DONE, "watch TEST is done after 1 alert", Map.of("alerts", "1")),
    TROUBLE(AlertKind.TROUBLE_STARTED, "channel 'TEST' fails: HTTP 503", Map.of("subject", "channel TEST")),
    RECOVERED(AlertKind.TROUBLE_ENDED, "channel 'TEST' works again", Map.of("subject", "channel TEST")),
    ALIVE(AlertKind.DAEMON_ALIVE, "", Map.of());

    /** When the samples of a check are said to be; any time does. */
    public static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

    /** What the usual sample lacks. */
    private static final Map<Field, Double> NUMBERS = Map.ofEntries(
            Map.entry(Field.HOSTING_TYPE, 1.0),
            Map.entry(Field.START_DATE, 1_767_268_800.0),
            Map.entry(Field.END_DATE, 1_769_083_200.0),
            Map.entry(Field.COMPUTE_CAP, 890.0),
            Map.entry(Field.MIN_BID, 0.15),
            Map.entry(Field.DPH_BASE, 0.28),
            Map.entry(Field.CUDA_MAX_GOOD, 12.8),
            Map.entry(Field.GPU_TOTAL_RAM, 24_564.0),
            Map.entry(Field.FLOPS_PER_DPHTOTAL, 285.1),
            Map.entry(Field.TOTAL_FLOPS, 82.4),
            Map.entry(Field.DISK_BW, 3200.0),
            Map.entry(Field.DIRECT_PORT_COUNT, 100.0),
            Map.entry(Field.CPU_CORES, 64.0),
            Map.entry(Field.CPU_GHZ, 3.7),
            Map.entry(Field.GPU_MAX_POWER, 450.0),
            Map.entry(Field.GPU_MAX_TEMP, 62.0),
            Map.entry(Field.GPU_MEM_BW, 912.5),
            Map.entry(Field.PCI_GEN, 4.0),
            Map.entry(Field.PCIE_BW, 23.1),
            Map.entry(Field.GPU_LANES, 16.0),
            Map.entry(Field.GPU_FRAC, 0.25),
            Map.entry(Field.SCORE, 310.2));

    private static final BigDecimal NOW = new BigDecimal("0.289");
    private static final BigDecimal BEFORE = new BigDecimal("0.328");
    private static final BigDecimal OUTSIDE = new BigDecimal("0.397");

    private final Optional<AlertKind> kind;
    private final String sentence;
    private final Map<String, String> facts;

    SampleAlert() {
        this.kind = Optional.empty();
        this.sentence = "";
        this.facts = Map.of();
    }

    SampleAlert(AlertKind alertKind, String sentence, Map<String, String> facts) {
        this.kind = Optional.of(alertKind);
        this.sentence = sentence;
        this.facts = facts;
    }

    /** As on a command line. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SampleAlert parse(String text) {
        List<String> names = Arrays.stream(values()).map(SampleAlert::wire).toList();
        return Arrays.stream(values())
                .filter(each -> each.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "nothing like '" + text + "' is told", text, names, "there are " + String.join(", ", names)));
    }

    /** An alert of it, invented and marked TEST. */
    public Alert sample(Instant now) {
        Alert alert =
                kind.map(each -> inWords(each, now)).orElseGet(() -> this == DIGEST ? digest(now) : ofOffers(now));
        return alert.with("test", "true");
    }

    private Alert inWords(AlertKind each, Instant now) {
        Alert usual = SampleOffer.alert(now);
        if (this == ALIVE) {
            return new Activity(now.minus(Duration.ofDays(7)), 10_080, 4, 0, Duration.ofMinutes(3))
                    .alert(usual.id(), now);
        }
        boolean isOfAWatch = each != AlertKind.TROUBLE_STARTED && each != AlertKind.TROUBLE_ENDED;
        return new Alert(
                usual.id(),
                each,
                isOfAWatch ? usual.watch() : Optional.empty(),
                now,
                Optional.empty(),
                List.of(),
                this == COUNT ? 8 : 0,
                List.of(sentence),
                facts);
    }

    private Alert digest(Instant now) {
        Alert usual = SampleOffer.alert(now);
        Match best = match(Reason.STILL_THERE, usual, now, NOW, Optional.of(NOW), 1);
        Match other = match(Reason.STILL_THERE, usual, now, BEFORE, Optional.empty(), 2);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", now.minus(Duration.ofDays(7)).toString());
        facts.put("best", NOW.toPlainString());
        facts.put("best_at", now.minus(Duration.ofDays(2)).toString());
        facts.put("best_key", best.key().toString());
        return alert(usual, AlertKind.WATCH_DIGEST, now, List.of(best, other), 2, facts);
    }

    private Alert ofOffers(Instant now) {
        Alert usual = SampleOffer.alert(now);
        List<Match> matches = switch (this) {
            case BETTER -> List.of(match(Reason.IMPROVED, usual, now, NOW, Optional.of(BEFORE), 1));
            case BACK -> List.of(match(Reason.CAME_BACK, usual, now, NOW, Optional.of(NOW), 1));
            case REMINDER -> List.of(match(Reason.STILL_THERE, usual, now, NOW, Optional.of(NOW), 1));
            case WORSE -> List.of(match(Reason.OUTSIDE, usual, now, OUTSIDE, Optional.of(NOW), 1));
            case GONE ->
                List.of(match(Reason.LEFT, usual, now.minus(Duration.ofMinutes(10)), NOW, Optional.of(NOW), 1));
            case MIXED ->
                List.of(
                        match(Reason.IMPROVED, usual, now, NOW, Optional.of(BEFORE), 1),
                        match(Reason.FIRST_SEEN, usual, now, BEFORE, Optional.empty(), 2));
            case LATE ->
                List.of(
                        since(match(Reason.FIRST_SEEN, usual, now, NOW, Optional.empty(), 1), BEFORE, now),
                        since(match(Reason.FIRST_SEEN, usual, now, BEFORE, Optional.empty(), 2), now));
            default -> List.of(match(Reason.FIRST_SEEN, usual, now, NOW, Optional.empty(), 1));
        };
        boolean isLeaving = this == WORSE || this == GONE;
        int matching = isLeaving ? 0 : this == MIXED ? 2 : 1;
        return alert(
                usual, isLeaving ? AlertKind.OFFERS_LEFT : AlertKind.OFFERS_MATCHED, now, matches, matching, Map.of());
    }

    private Alert alert(
            Alert usual, AlertKind as, Instant now, List<Match> matches, int matching, Map<String, String> facts) {
        WatchTerms watchTerms = usual.terms().orElseThrow();
        return new Alert(
                usual.id(),
                as,
                usual.watch(),
                now,
                Optional.of(new WatchTerms(
                        watchTerms.threshold(),
                        watchTerms.diskGb(),
                        watchTerms.sla(),
                        watchTerms.rent(),
                        watchTerms.top(),
                        this == URGENT ? Optional.of(Threshold.parse("dph_total <= 0.30")) : Optional.empty())),
                matches,
                matching,
                usual.sentences(),
                facts);
    }

    private Match match(
            Reason why, Alert usual, Instant now, BigDecimal price, Optional<BigDecimal> previous, int machine) {
        Offer like = usual.best().orElseThrow().offer();
        Map<Field, Value> row = this == BARE ? bare(like) : whole(like);
        row.put(Field.DPH_TOTAL, Value.of(price.doubleValue()));
        row.put(Field.MACHINE_ID, Value.of(machine));
        Offer offer = new Offer(RentalType.ON_DEMAND, now, row);
        if (this != BARE) {
            double dlperf = offer.number(Field.DLPERF).orElseThrow();
            row.put(Field.DLPERF_PER_DPHTOTAL, Value.of(Math.round(10 * dlperf / price.doubleValue()) / 10.0));
            offer = new Offer(RentalType.ON_DEMAND, now, row);
        }
        return new Match(why, offer.key().orElseThrow(), offer, price, previous);
    }

    private static Match since(Match told, BigDecimal price, Instant now) {
        return since(told, new OfferUpdate(Optional.of(price), now));
    }

    private static Match since(Match told, Instant now) {
        return since(told, new OfferUpdate(Optional.empty(), now));
    }

    private static Match since(Match told, OfferUpdate offerUpdate) {
        return new Match(
                told.reason(),
                told.key(),
                told.offer(),
                told.value(),
                told.previous(),
                told.sizes(),
                Optional.of(offerUpdate));
    }

    private static Map<Field, Value> bare(Offer offer) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.keySet().retainAll(List.of(Field.MACHINE_ID, Field.NUM_GPUS, Field.GPU_NAME, Field.DPH_TOTAL));
        return row;
    }

    /** With every field that there is. */
    private static Map<Field, Value> whole(Offer offer) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        for (Field field : Field.values()) {
            row.putIfAbsent(
                    field,
                    switch (field.type()) {
                        case INTEGER, NUMBER -> Value.of(1);
                        case FLAG -> Value.of(field != Field.EXTERNAL && field != Field.RENTED);
                        case TEXT, COUNTRY -> Value.of("amd64");
                        case VERSION -> Value.of("570.124.04");
                        case RELEASE -> Value.of("22.04");
                    });
        }
        NUMBERS.forEach((field, number) -> row.put(field, Value.of(number)));
        row.put(Field.GPU_ARCH, Value.of("nvidia"));
        row.put(Field.MOBO_NAME, Value.of("ROMED8-2T"));
        row.put(Field.DISK_NAME, Value.of("Samsung SSD 990 PRO"));
        return row;
    }
}
