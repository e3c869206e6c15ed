package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is told of troubles: each once when it begins and once when it is over, whatever any gate says. That nothing is
 * wrong any more is no end of it, as after a restart: only evidence that all is well is.
 *
 * @param open those that are told and not over, from now on
 * @param unheard what there is nobody to tell of: the one channel that there is fails itself
 */
public record IncidentNotices(List<OpenIncident> open, List<Delivery> deliveries, List<Alert> unheard) {

    /**
     * Compares what is wrong now, and what is seen to be well, with what was told.
     *
     * @param told those that were told and were not over
     */
    public static IncidentNotices of(
            List<Incident> wrong, Set<IncidentSource> well, List<OpenIncident> told, Instant at, Supplier<String> ids) {
        Set<IncidentSource> known =
                told.stream().map(OpenIncident::incidentSource).collect(Collectors.toSet());
        Set<IncidentSource> suspected =
                wrong.stream().map(Incident::incidentSource).collect(Collectors.toSet());
        List<OpenIncident> open = new ArrayList<>();
        List<Delivery> deliveries = new ArrayList<>();
        List<Alert> unheard = new ArrayList<>();
        wrong.stream().filter(each -> !known.contains(each.incidentSource())).forEach(each -> {
            open.add(new OpenIncident(each.incidentSource(), each.channels()));
            Alert alert =
                    alert(ids.get(), AlertKind.TROUBLE_STARTED, each.incidentSource(), each.words(), each.until(), at);
            add(alert, each.channels(), ids, deliveries, unheard);
        });
        for (OpenIncident openIncident : told) {
            if (well.contains(openIncident.incidentSource()) && !suspected.contains(openIncident.incidentSource())) {
                Alert alert = alert(
                        ids.get(),
                        AlertKind.TROUBLE_ENDED,
                        openIncident.incidentSource(),
                        openIncident.incidentSource().relief(),
                        Optional.empty(),
                        at);
                add(alert, openIncident.channels(), ids, deliveries, unheard);
            } else {
                open.add(openIncident);
            }
        }
        return new IncidentNotices(open, deliveries, unheard);
    }

    private static void add(
            Alert alert, List<String> channels, Supplier<String> ids, List<Delivery> deliveries, List<Alert> unheard) {
        if (channels.isEmpty()) {
            unheard.add(alert);
        } else {
            deliveries.addAll(Delivery.of(alert, channels, ids));
        }
    }

    private static Alert alert(
            String id,
            AlertKind alertKind,
            IncidentSource incidentSource,
            String words,
            Optional<Instant> until,
            Instant at) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("subject", incidentSource.toString());
        until.ifPresent(end -> facts.put("until", end.toString()));
        return new Alert(id, alertKind, Optional.empty(), at, Optional.empty(), List.of(), 0, List.of(words), facts);
    }
}
