package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Kind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Something that there can be to tell, each with an invented alert to try templates with. */
public enum Occasion {
    NEW(Reason.FIRST_SEEN),
    BETTER(Reason.IMPROVED),
    BACK(Reason.CAME_BACK),
    REMINDER(Reason.STILL_THERE),
    WORSE(Reason.OUTSIDE),
    GONE(Reason.LEFT),
    /** Of an offer whose row says the least that an offer must. */
    BARE(Reason.FIRST_SEEN),
    STARTED(Kind.WATCH_STARTED, "watching TEST: 15 offers fit, none under 0.40, best $0.412/h; market seen whole", ""),
    DIGEST(Reason.STILL_THERE),
    COUNT(Kind.WATCH_COUNT, "8 gpus match now (gpus >= 8)", "count"),
    ABSENT(Kind.WATCH_ABSENT, "nothing has matched for 6h", "absent"),
    DONE(Kind.WATCH_DONE, "watch TEST is done after 1 alert", "alerts"),
    TROUBLE(Kind.TROUBLE_STARTED, "channel 'hook' fails: HTTP 503", "subject"),
    RECOVERED(Kind.TROUBLE_ENDED, "channel 'hook' works again", "subject");

    /** When the samples of a check are said to be; any time does. */
    static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

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

    private final Kind kind;
    private final Optional<Reason> reason;
    private final String sentence;
    private final String fact;

    Occasion(Reason reason) {
        this.kind = name().equals("DIGEST")
                ? Kind.WATCH_DIGEST
                : reason == Reason.LEFT || reason == Reason.OUTSIDE ? Kind.OFFERS_LEFT : Kind.OFFERS_MATCHED;
        this.reason = Optional.of(reason);
        this.sentence = "";
        this.fact = "";
    }

    Occasion(Kind kind, String sentence, String fact) {
        this.kind = kind;
        this.reason = Optional.empty();
        this.sentence = sentence;
        this.fact = fact;
    }

    /** As on a command line. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Occasion parse(String text) {
        List<String> names = Arrays.stream(values()).map(Occasion::wire).toList();
        return Arrays.stream(values())
                .filter(each -> each.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> Mistake.unknown(
                        "nothing like '" + text + "' is told", text, names, "there are " + String.join(", ", names)));
    }

    /** An alert of it, invented and marked TEST. */
    public Alert sample(Instant now) {
        Alert usual = Sample.alert(now);
        boolean isTrouble = kind == Kind.TROUBLE_STARTED || kind == Kind.TROUBLE_ENDED;
        List<String> sentences = sentence.isEmpty() ? List.of() : List.of(sentence);
        return new Alert(
                usual.id(),
                kind,
                isTrouble ? Optional.empty() : usual.watch(),
                now,
                reason.flatMap(each -> usual.terms()),
                reason.map(each -> List.of(match(each, usual, now))).orElse(List.of()),
                isTrouble ? 0 : 1,
                this == DIGEST ? List.of("best since yesterday: $0.289/h; 1 matches now") : sentences,
                fact.isEmpty() ? Map.of() : Map.of(fact, isTrouble ? "channel hook" : "8"));
    }

    private Match match(Reason why, Alert usual, Instant now) {
        Match match = usual.best().orElseThrow();
        Map<Field, Value> row = this == BARE ? bare(match.offer()) : whole(match.offer());
        Optional<BigDecimal> previous =
                this == NEW || this == BARE ? Optional.empty() : Optional.of(new BigDecimal("0.41"));
        return new Match(why, match.key(), new Offer(RentalType.ON_DEMAND, now, row), match.value(), previous);
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
                    switch (field.kind()) {
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
