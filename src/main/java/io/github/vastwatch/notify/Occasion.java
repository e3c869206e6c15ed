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
                        case INTEGER, NUMBER -> Value.of(field.unit().equals("0-1") ? 0.5 : 8);
                        case FLAG -> Value.of(field != Field.EXTERNAL && field != Field.RENTED);
                        case TEXT, COUNTRY -> Value.of("amd64");
                        case VERSION -> Value.of("570.124.04");
                        case RELEASE -> Value.of("22.04");
                    });
        }
        row.put(Field.HOSTING_TYPE, Value.of(1));
        row.put(Field.START_DATE, Value.of(1_767_268_800.0));
        row.put(Field.END_DATE, Value.of(1_769_083_200.0));
        row.put(Field.COMPUTE_CAP, Value.of(890));
        row.put(Field.MIN_BID, Value.of(0.15));
        row.put(Field.DPH_BASE, Value.of(0.28));
        row.put(Field.CUDA_MAX_GOOD, Value.of(12.8));
        row.put(Field.GPU_ARCH, Value.of("nvidia"));
        row.put(Field.GPU_TOTAL_RAM, Value.of(24_564));
        row.put(Field.MOBO_NAME, Value.of("ROMED8-2T"));
        row.put(Field.DISK_NAME, Value.of("Samsung SSD 990 PRO"));
        return row;
    }
}
