package io.github.vastwatch.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A config for somebody who has none: one watch, with comments that say what else there is.
 *
 * @param market where it is asked; empty for Vast.ai itself
 * @param state the file that remembers
 */
record FirstConfig(Optional<String> market, Path state, List<FirstChannel> channels, WatchText watch) {
    FirstConfig {
        channels = List.copyOf(channels);
    }

    String yaml() {
        List<String> lines = new ArrayList<>(List.of(
                "# Written by 'vastwatch init'. 'vastwatch check' says what it means and whether it works; the README and",
                "# 'vastwatch schema' have every key.",
                "#",
                "# In any value ${NAME} comes from the environment, ${NAME:-default} with something to fall back on; $$ is a"
                        + " dollar.",
                "",
                "vast:",
                "  # The key of your account: export VAST_API_KEY, or name a file that holds it: api_key_file: FILE.",
                "  # Without one an answer holds at most 64 offers, a thinned sample of the match.",
                "  api_key: ${VAST_API_KEY:-}"));
        market.ifPresent(url -> lines.add("  url: " + YamlText.of(url)));
        lines.addAll(List.of(
                "",
                "# What was seen and told; as a service rather file:/var/lib/vastwatch/state.db.",
                "state: " + YamlText.of("file:" + state),
                "",
                "channels:"));
        channels.forEach(channel -> lines.addAll(channel.lines()));
        lines.addAll(List.of(
                "",
                "watches:",
                "  # The query is what you would give to 'vastai search offers'; 'vastwatch fields' lists its fields, and",
                "  # verified=true external=false rentable=true are added. The threshold is for all GPUs of an offer, the",
                "  # disk included. How often to ask: every: 1m, without a key 5m, or a cron."));
        lines.addAll(watch.lines());
        return String.join("\n", lines) + "\n";
    }
}
