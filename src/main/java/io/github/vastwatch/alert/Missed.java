package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The line about alerts that a channel did not take before all their offers were gone. */
public final class Missed {
    /** The name of the fact that tells it. */
    public static final String FACT = "missed";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private Missed() {}

    /** {@code missed while the channel was down: 3 offers of cheap-4090, best $0.21/h, 14:05 to 14:20 UTC}. */
    public static String words(List<Alert> alerts, Instant now) {
        // A price is not compared with a performance: those of a watch are told together, as long as it has one metric.
        Map<String, List<Alert>> bySort = alerts.stream()
                .collect(Collectors.groupingBy(
                        alert -> alert.watch().orElseThrow() + " " + metric(alert),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return "missed while the channel was down: "
                + bySort.values().stream().map(each -> ofOne(each, now)).collect(Collectors.joining("; "));
    }

    private static String ofOne(List<Alert> alerts, Instant now) {
        Metric metric = metric(alerts.get(0));
        List<Match> matches =
                alerts.stream().flatMap(alert -> alert.matches().stream()).toList();
        long offers = matches.stream().map(Match::key).distinct().count();
        BigDecimal best =
                matches.stream().map(Match::value).min(metric::compare).orElseThrow();
        Instant from =
                alerts.stream().map(Alert::at).min(Comparator.naturalOrder()).orElseThrow();
        Instant until = matches.stream()
                .flatMap(match -> match.since().map(Since::seenAt).stream())
                .max(Comparator.naturalOrder())
                .orElse(from);
        return offers + (offers == 1 ? " offer of " : " offers of ")
                + alerts.get(0).watch().orElseThrow() + ", best " + metric.words(best) + ", " + span(from, until, now);
    }

    private static Metric metric(Alert alert) {
        return alert.terms().orElseThrow().threshold().metric();
    }

    private static String span(Instant from, Instant until, Instant now) {
        DateTimeFormatter form = day(from).equals(day(now)) ? TIME : DAY;
        boolean isMoment = form.format(from).equals(form.format(until));
        return isMoment
                ? form.format(from) + " UTC"
                : form.format(from) + " to " + (day(until).equals(day(from)) ? TIME : form).format(until) + " UTC";
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }
}
