package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.config.Config;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The notices about a rejected config, and about its resolution. */
final class ConfigIncident {
    private ConfigIncident() {}

    static Alert started(String file, int running, List<String> problems, Instant now) {
        List<String> sentences = new ArrayList<>();
        sentences.add("the changed config was rejected; the previous one (generation " + running + ") stays in force");
        sentences.addAll(problems);
        return alert(AlertKind.TROUBLE_STARTED, file, sentences, now);
    }

    static Alert ended(String file, int generation, Instant now) {
        return alert(
                AlertKind.TROUBLE_ENDED,
                file,
                List.of("the config is valid again and in force, generation " + generation),
                now);
    }

    private static Alert alert(AlertKind alertKind, String file, List<String> sentences, Instant now) {
        return new Alert(
                UUID.randomUUID().toString(),
                alertKind,
                Optional.empty(),
                now,
                Optional.empty(),
                List.of(),
                0,
                sentences,
                Map.of("subject", "config", "file", file));
    }

    /** Addressed to every channel that a watch uses. */
    static List<Delivery> deliveries(Alert alert, Config running) {
        return Delivery.of(alert, running.everyone(), () -> UUID.randomUUID().toString());
    }
}
