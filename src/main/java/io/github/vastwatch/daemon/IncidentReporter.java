package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Incident;
import io.github.vastwatch.alert.IncidentNotices;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reports incidents when they start and when they are resolved.
 *
 * @param since when continuous observation began
 * @param lost what happened to the state file, if it is no longer in place
 */
record IncidentReporter(Store store, Metrics numbers, Instant since, Optional<String> lost) {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentReporter.class);

    void look(List<Watch> watches, Optional<Outage> outage, Instant now) {
        try {
            tell(watches, outage, now);
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.error("incidents could not be evaluated ({}); trying again", e.getMessage());
        }
    }

    private void tell(List<Watch> watches, Optional<Outage> outage, Instant now) {
        Health health = new Health(watches, store.status(), new MarketHealth(outage, now), since, now);
        List<OpenIncident> stored = store.spells();
        // A removed watch or channel has no incident, and none is resolved.
        List<OpenIncident> told = stored.stream()
                .filter(openIncident -> health.isThere(openIncident.incidentSource()))
                .toList();
        List<Incident> wrong = new ArrayList<>(health.wrong());
        lost.ifPresent(what -> wrong.add(lost(what, watches)));
        IncidentNotices incidentNotices = IncidentNotices.of(
                wrong,
                told.stream()
                        .map(OpenIncident::incidentSource)
                        .filter(health::isWell)
                        .collect(Collectors.toSet()),
                told,
                now,
                () -> UUID.randomUUID().toString());
        if (incidentNotices.open().equals(stored)) {
            return;
        }
        store.trouble(incidentNotices.open(), incidentNotices.deliveries());
        incidentNotices.deliveries().stream()
                .collect(Collectors.groupingBy(
                        Delivery::alert,
                        LinkedHashMap::new,
                        Collectors.mapping(Delivery::channel, Collectors.joining(", "))))
                .forEach(this::log);
        incidentNotices.unheard().forEach(each -> log(each, "no channel, because there is no other one"));
    }

    /** The open file still works as an outbox, so the notice is sent. */
    private static Incident lost(String what, List<Watch> watches) {
        return new Incident(
                IncidentSource.STATE,
                what
                        + " while vastwatch runs: alerts go on, but at the next start all that matches is sent again, unless"
                        + " vastwatch is stopped first and the file put back",
                watches.stream()
                        .flatMap(watch -> watch.troubleChannels().stream())
                        .distinct()
                        .toList());
    }

    private void log(Alert alert, String told) {
        numbers.troubled(alert.alertKind().wire());
        LOG.atLevel(alert.alertKind() == AlertKind.TROUBLE_STARTED ? Level.WARN : Level.INFO)
                .log("{}: {}; sent to {}", alert.alertKind(), alert.sentences().get(0), told);
    }
}
