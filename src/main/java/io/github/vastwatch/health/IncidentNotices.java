package io.github.vastwatch.health;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
    static IncidentNotices of(List<Check> checks, List<OpenIncident> before, Instant at, Supplier<String> ids) {
        IncidentNotices notices = new IncidentNotices(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Set<IncidentSource> known = before.stream().map(OpenIncident::source).collect(Collectors.toSet());
        checks.stream()
                .filter(check -> !known.contains(check.source()))
                .forEach(check -> check.incident().ifPresent(incident -> {
                    notices.open.add(new OpenIncident(check.source(), incident.channels()));
                    notices.add(
                            AlertKind.INCIDENT_STARTED,
                            check.source(),
                            incident.sentences(),
                            incident.facts(),
                            incident.channels(),
                            at,
                            ids);
                }));
        Map<IncidentSource, Check> bySource =
                checks.stream().collect(Collectors.toMap(Check::source, Function.identity()));
        for (OpenIncident incident : before) {
            Optional<Check> check = Optional.ofNullable(bySource.get(incident.source()));
            if (check.filter(each -> each.isWell() && !each.isWrong()).isPresent()) {
                List<String> sentences = List.of(check.get().resolution());
                notices.add(
                        AlertKind.INCIDENT_RESOLVED,
                        incident.source(),
                        sentences,
                        Map.of(),
                        incident.channels(),
                        at,
                        ids);
            } else if (check.isPresent()) {
                notices.open.add(incident);
            }
        }
        return notices;
    }

    private void add(
            AlertKind kind,
            IncidentSource source,
            List<String> sentences,
            Map<String, String> more,
            List<String> channels,
            Instant at,
            Supplier<String> ids) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("subject", source.toString());
        facts.putAll(more);
        Alert alert = Alert.notice(ids.get(), kind, Optional.empty(), at, sentences, facts);
        deliveries.addAll(Delivery.of(alert, channels, ids));
        if (channels.isEmpty()) {
            unaddressed.add(alert);
        }
    }
}
