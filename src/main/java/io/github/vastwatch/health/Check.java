package io.github.vastwatch.health;

import io.github.vastwatch.alert.IncidentSource;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one thing that can be wrong.
 *
 * @param incident what is wrong, where it has been wrong for long enough
 * @param isWell whether the last that is known is that it works: only that resolves an incident, as after a restart
 * @param resolution what the notice says that resolves an incident
 */
record Check(IncidentSource source, Optional<Incident> incident, boolean isWell, String resolution) {

    /**
     * Something that has been wrong for so long that it may need manual action.
     *
     * @param sentences what is wrong, the most important first
     * @param channels where the notice goes
     * @param facts for programs, beside the source
     */
    record Incident(List<String> sentences, List<String> channels, Map<String, String> facts) {
        Incident {
            sentences = List.copyOf(sentences);
            channels = channels.stream().distinct().toList();
            facts = new LinkedHashMap<>(facts);
        }

        Incident(String sentence, List<String> channels) {
            this(List.of(sentence), channels, Map.of());
        }

        /** One during which nothing is asked until a moment. */
        Incident(String sentence, List<String> channels, Optional<Instant> until) {
            this(
                    List.of(sentence),
                    channels,
                    until.map(each -> Map.of("until", each.toString())).orElse(Map.of()));
        }
    }

    boolean isWrong() {
        return incident.isPresent();
    }
}
