package io.github.vastwatch.health;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
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
            if (!notices.open().equals(before)
                    && store.incidents().update(before, notices.open(), notices.deliveries())) {
                log(notices);
            }
        } catch (StoreFailure.TurnOver e) {
            throw e;
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
        notices.unaddressed().forEach(each -> log(each, "no channel, because no other channel is configured"));
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

    /**
     * The notices of incidents: each once when it starts and once when it is resolved, past every gate. What is not wrong any
     * more is not resolved yet, as after a restart: only evidence that it works resolves it.
     *
     * @param open those that are started and not resolved, from now on
     * @param unaddressed notices without a channel, as that of the only channel
     */
    record IncidentNotices(List<OpenIncident> open, List<Delivery> deliveries, List<Alert> unaddressed) {

        /**
         * Compares how everything fares with the incidents that were open.
         *
         * @param before the incidents that were open; one of a thing that is not checked any more is dropped
         */
        static IncidentNotices of(
                List<Health.Check> checks, List<OpenIncident> before, Instant at, Supplier<String> ids) {
            IncidentNotices notices = new IncidentNotices(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            Set<IncidentSource> known =
                    before.stream().map(OpenIncident::source).collect(Collectors.toSet());
            checks.stream()
                    .filter(check -> !known.contains(check.source()))
                    .forEach(check -> check.incident().ifPresent(incident -> {
                        notices.open.add(new OpenIncident(check.source(), incident.channels()));
                        notices.add(AlertKind.INCIDENT_STARTED, check.source(), incident, at, ids);
                    }));
            Map<IncidentSource, Health.Check> bySource =
                    checks.stream().collect(Collectors.toMap(Health.Check::source, Function.identity()));
            for (OpenIncident incident : before) {
                Optional<Health.Check> check = Optional.ofNullable(bySource.get(incident.source()));
                if (check.filter(each -> each.isWell() && !each.isWrong()).isPresent()) {
                    Health.Check.Incident resolved =
                            new Health.Check.Incident(check.get().resolution(), incident.channels());
                    notices.add(AlertKind.INCIDENT_RESOLVED, incident.source(), resolved, at, ids);
                } else if (check.isPresent()) {
                    notices.open.add(incident);
                }
            }
            return notices;
        }

        private void add(
                AlertKind kind,
                IncidentSource source,
                Health.Check.Incident incident,
                Instant at,
                Supplier<String> ids) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("subject", source.toString());
            facts.putAll(incident.facts());
            Alert alert = Alert.notice(ids.get(), kind, Optional.empty(), at, incident.sentences(), facts);
            deliveries.addAll(Delivery.of(alert, incident.channels(), ids));
            if (incident.channels().isEmpty()) {
                unaddressed.add(alert);
            }
        }
    }
}
