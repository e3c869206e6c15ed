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
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.Rent;
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

/** A synthetic alert of each kind, marked TEST, to try channels and templates with. */
public enum SampleAlert {
    NEW,
    /** An offer that meets {@code urgent} of its watch. */
    URGENT,
    BETTER,
    BACK,
    REMINDER,
    WORSE(AlertKind.OFFERS_LEFT),
    GONE(AlertKind.OFFERS_LEFT),
    /** Several offers to which different things happened. */
    MIXED,
    /** Sent late: by then one offer has another price, and the other is gone. */
    LATE,
    /** An offer whose row has the fewest possible fields. */
    BARE,
    STARTED(
            AlertKind.WATCH_STARTED,
            "watching TEST: 15 offers fit the query, none under 0.35, best $0.361/h, 3 % over; complete answer",
            Map.of("watches", "TEST")),
    DIGEST(AlertKind.WATCH_DIGEST),
    COUNT(AlertKind.WATCH_COUNT, "8 gpus match now (gpus >= 8)", Map.of("count", "8", "rule", "gpus >= 8")),
    ABSENT(AlertKind.WATCH_ABSENT, "nothing has matched for 6h", Map.of("absent", "6h")),
    DONE(AlertKind.WATCH_DONE, "watch TEST is done after 1 alert", Map.of("alerts", "1")),
    TROUBLE(AlertKind.INCIDENT_STARTED, "channel 'TEST' fails: HTTP 503", Map.of("subject", "channel TEST")),
    RECOVERED(AlertKind.INCIDENT_RESOLVED, "channel 'TEST' works again", Map.of("subject", "channel TEST")),
    ALIVE(AlertKind.DAEMON_ALIVE);

    /** The time of samples that only check a template; any will do. */
    public static final Instant AT = Instant.parse("2026-01-01T12:00:00Z");

    private static final BigDecimal NOW = new BigDecimal("0.289");
    private static final BigDecimal BEFORE = new BigDecimal("0.328");
    private static final BigDecimal OUTSIDE = new BigDecimal("0.397");
    private static final Duration WEEK = Duration.ofDays(7);

    /** The fields that messages show. */
    private static final Map<Field, Value> USUAL = row("""
            id=1 machine_id=1 host_id=1 num_gpus=1 gpu_name=RTX_4090 dph_total=0.289 dlperf=94.2
            dlperf_per_dphtotal=325.9 gpu_ram=24564 cpu_name=AMD_EPYC_7543 cpu_cores_effective=16
            cpu_ram=64000 disk_space=412 storage_cost=0.15 inet_down=850 inet_up=620
            inet_down_cost=0.003 inet_up_cost=0.003 verification=verified reliability=0.995
            geolocation=Sweden,_SE duration=1814400
            """);

    /** The fields besides that only templates show; a field in neither has a value of its type. */
    private static final Map<Field, Value> MORE = row("""
            hosting_type=1 start_date=1767268800 end_date=1769083200 compute_cap=890 min_bid=0.15
            dph_base=0.28 cuda_max_good=12.8 gpu_total_ram=24564 flops_per_dphtotal=285.1
            total_flops=82.4 disk_bw=3200 direct_port_count=100 cpu_cores=64 cpu_ghz=3.7
            gpu_max_power=450 gpu_max_temp=62 gpu_mem_bw=912.5 pci_gen=4 pcie_bw=23.1 gpu_lanes=16
            gpu_frac=0.25 score=310.2 gpu_arch=nvidia mobo_name=ROMED8-2T disk_name=Samsung_SSD_990_PRO
            """);

    private final AlertKind kind;
    private final List<String> sentences;
    private final Map<String, String> facts;

    SampleAlert() {
        this(AlertKind.OFFERS_MATCHED);
    }

    SampleAlert(AlertKind kind) {
        this(kind, "This is a test: the offer is synthetic.", Map.of());
    }

    SampleAlert(AlertKind kind, String sentence, Map<String, String> facts) {
        this.kind = kind;
        this.sentences = List.of(sentence);
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
                        "unknown event '" + text + "'", text, names, "events are " + String.join(", ", names)));
    }

    /** Reads {@code field=value}, with underscores for blanks. */
    private static Map<Field, Value> row(String text) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        for (String each : text.strip().split("\\s+")) {
            Field field = Field.parse(each.substring(0, each.indexOf('=')));
            Value value = Value.of(each.substring(each.indexOf('=') + 1).replace('_', ' '));
            row.put(field, value.asNumber().map(Value::of).orElse(value));
        }
        return row;
    }

    /** An offer with the fields that messages show. */
    public static Offer offer(Instant now) {
        return new Offer(RentalType.ON_DEMAND, now, USUAL);
    }

    /** The alert, decided and its offers seen at {@code now}. */
    public Alert sample(Instant now) {
        List<Match> matches = matches(now);
        Alert alert;
        if (this == ALIVE) {
            alert = new Activity(now.minus(WEEK), 10_080, 4, 0, Duration.ofMinutes(3)).alert(id(now), now);
        } else {
            boolean isAboutAWatch = kind != AlertKind.INCIDENT_STARTED && kind != AlertKind.INCIDENT_RESOLVED;
            alert = new Alert(
                    id(now),
                    kind,
                    isAboutAWatch ? Optional.of("TEST") : Optional.empty(),
                    now,
                    matches.isEmpty() ? Optional.empty() : Optional.of(terms()),
                    matches,
                    matching(),
                    sentences,
                    this == DIGEST ? digest(now, matches.get(0)) : facts);
        }
        return alert.with("test", "true");
    }

    private static String id(Instant now) {
        return "test-" + now.getEpochSecond();
    }

    private WatchTerms terms() {
        return new WatchTerms(
                Threshold.parse("dph_total <= 0.35"),
                20,
                Optional.empty(),
                Optional.empty(),
                Rent.DEFAULT,
                NotifyRules.TOP,
                this == URGENT ? Optional.of(Threshold.parse("dph_total <= 0.30")) : Optional.empty());
    }

    private int matching() {
        return switch (this) {
            case COUNT -> 8;
            case MIXED, DIGEST -> 2;
            case NEW, URGENT, BETTER, BACK, REMINDER, LATE, BARE -> 1;
            default -> 0;
        };
    }

    private static Map<String, String> digest(Instant now, Match best) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", now.minus(WEEK).toString());
        facts.put("best", NOW.toPlainString());
        facts.put("best_at", now.minus(Duration.ofDays(2)).toString());
        facts.put("best_key", best.key().toString());
        return facts;
    }

    private List<Match> matches(Instant now) {
        return switch (this) {
            case NEW, URGENT, BARE -> List.of(match(Reason.FIRST_SEEN, now, NOW, Optional.empty(), 1));
            case BETTER -> List.of(match(Reason.IMPROVED, now, NOW, Optional.of(BEFORE), 1));
            case BACK -> List.of(match(Reason.CAME_BACK, now, NOW, Optional.of(NOW), 1));
            case REMINDER -> List.of(match(Reason.STILL_THERE, now, NOW, Optional.of(NOW), 1));
            case WORSE -> List.of(match(Reason.OUTSIDE, now, OUTSIDE, Optional.of(NOW), 1));
            case GONE -> List.of(match(Reason.LEFT, now.minus(Duration.ofMinutes(10)), NOW, Optional.of(NOW), 1));
            case MIXED ->
                List.of(
                        match(Reason.IMPROVED, now, NOW, Optional.of(BEFORE), 1),
                        match(Reason.FIRST_SEEN, now, BEFORE, Optional.empty(), 2));
            case LATE ->
                List.of(
                        late(match(Reason.FIRST_SEEN, now, NOW, Optional.empty(), 1), Optional.of(BEFORE), now),
                        late(match(Reason.FIRST_SEEN, now, BEFORE, Optional.empty(), 2), Optional.empty(), now));
            case DIGEST ->
                List.of(
                        match(Reason.STILL_THERE, now, NOW, Optional.of(NOW), 1),
                        match(Reason.STILL_THERE, now, BEFORE, Optional.empty(), 2));
            case STARTED, COUNT, ABSENT, DONE, TROUBLE, RECOVERED, ALIVE -> List.of();
        };
    }

    private Match match(Reason reason, Instant seenAt, BigDecimal price, Optional<BigDecimal> previous, int machine) {
        Map<Field, Value> row = new EnumMap<>(offer(seenAt).row());
        if (this == BARE) {
            row.keySet().retainAll(List.of(Field.MACHINE_ID, Field.NUM_GPUS, Field.GPU_NAME, Field.DPH_TOTAL));
        } else {
            double dlperf = offer(seenAt).number(Field.DLPERF).orElse(0.0);
            row.putAll(MORE);
            Arrays.stream(Field.values()).forEach(field -> row.putIfAbsent(field, anyOf(field)));
            row.put(Field.DLPERF_PER_DPHTOTAL, Value.of(Math.round(10 * dlperf / price.doubleValue()) / 10.0));
        }
        row.put(Field.DPH_TOTAL, Value.of(price.doubleValue()));
        row.put(Field.MACHINE_ID, Value.of(machine));
        Offer offer = new Offer(RentalType.ON_DEMAND, seenAt, row);
        return new Match(reason, offer.key().orElseThrow(), offer, price, previous);
    }

    private static Value anyOf(Field field) {
        return switch (field.type()) {
            case INTEGER, NUMBER -> Value.of(1);
            case FLAG -> Value.of(field != Field.EXTERNAL && field != Field.RENTED);
            case TEXT, COUNTRY -> Value.of("amd64");
            case VERSION -> Value.of("570.124.04");
            case RELEASE -> Value.of("22.04");
        };
    }

    private static Match late(Match match, Optional<BigDecimal> price, Instant now) {
        return new Match(
                match.reason(),
                match.key(),
                match.offer(),
                match.value(),
                match.previous(),
                match.sizes(),
                Optional.of(new OfferUpdate(price, now)));
    }
}
