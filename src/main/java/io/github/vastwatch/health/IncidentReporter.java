package io.github.vastwatch.health;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Checks how everything fares, and sends a notice when an incident starts and when it is resolved. */
public final class IncidentReporter {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentReporter.class);

    private final Store store;
    private final Metrics metrics;

    public IncidentReporter(Store store, Metrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /**
     * Checks everything now. Several threads may call it: a rejected config is reported at once, everything else every few
     * seconds.
     *
     * @param since when continuous observation began
     * @param lost what became of the state's file, where it is not in its place
     */
    public synchronized void report(
            List<Watch> watches, Optional<Outage> outage, Optional<String> lost, Instant since, Instant now) {
        try {
            Health health = new Health(watches, store.status(), outage, lost, since, now);
            List<OpenIncident> before = store.incidents().open();
            IncidentNotices notices = IncidentNotices.of(
                    health.checks(), before, now, () -> UUID.randomUUID().toString());
            if (!notices.open().equals(before)) {
                store.incidents().update(notices.open(), notices.deliveries());
                log(notices);
            }
        } catch (StoreFailure e) {
            metrics.storeFailed();
            LOG.error("incidents could not be evaluated ({}); trying again", e.getMessage());
        }
    }

    private void log(IncidentNotices notices) {
        notices.deliveries().stream()
                .collect(Collectors.groupingBy(
                        Delivery::alert,
                        LinkedHashMap::new,
                        Collectors.mapping(Delivery::channel, Collectors.joining(", "))))
                .forEach(this::log);
        notices.unaddressed().forEach(each -> log(each, "no channel, because there is no other one"));
    }

    private void log(Alert notice, String channels) {
        metrics.incident(notice.alertKind().wire());
        LOG.atLevel(notice.alertKind() == AlertKind.INCIDENT_STARTED ? Level.WARN : Level.INFO)
                .log(
                        "{}: {}; sent to {}",
                        notice.alertKind(),
                        notice.sentences().get(0),
                        channels);
    }
}
