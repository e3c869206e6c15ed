package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The line about alerts that a channel did not take before all their offers were gone. */
public final class MissedAlertsNote {
    /** The name of the fact that holds it. */
    public static final String FACT = "missed";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    /** The summary of the alerts of a watch: a price is not compared with a performance. */
    private static final class Group {
        private final String watch;
        private final Metric metric;
        private final Set<OfferKey> offers = new HashSet<>();
        private int others;
        private @Nullable BigDecimal best;
        private Instant from = Instant.MAX;
        private Instant until = Instant.MIN;

        Group(Alert alert) {
            this.watch = alert.watch().orElseThrow();
            this.metric = metric(alert);
        }

        void add(Alert alert) {
            others += alert.count() - alert.matches().size();
            from = alert.at().isBefore(from) ? alert.at() : from;
            for (Match match : alert.matches()) {
                offers.add(match.key());
                best = best == null || metric.compare(match.value(), best) < 0 ? match.value() : best;
                until = match.update()
                        .map(OfferUpdate::seenAt)
                        .filter(until::isBefore)
                        .orElse(until);
            }
        }

        String words(Instant now) {
            int count = offers.size() + others;
            return count + (count == 1 ? " offer of " : " offers of ") + watch
                    + ", best " + metric.words(Objects.requireNonNull(best)) + ", "
                    + span(from, until.equals(Instant.MIN) ? from : until, now);
        }
    }

    private final Map<String, Group> groups = new LinkedHashMap<>();

    /** Takes an alert that a channel never got. */
    public void add(Alert alert) {
        groups.computeIfAbsent(alert.watch().orElseThrow() + " " + metric(alert), key -> new Group(alert))
                .add(alert);
    }

    /** Whether it has none. */
    public boolean isEmpty() {
        return groups.isEmpty();
    }

    /** {@code missed while the channel was down: 3 offers of cheap-4090, best $0.21/h, 14:05 to 14:20 UTC}. */
    public String words(Instant now) {
        return "missed while the channel was down: "
                + groups.values().stream().map(each -> each.words(now)).collect(Collectors.joining("; "));
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
