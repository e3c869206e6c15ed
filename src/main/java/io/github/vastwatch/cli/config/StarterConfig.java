package io.github.vastwatch.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A first config: one watch, with comments that name what else there is.
 *
 * @param market the URL of the market; empty for Vast.ai itself
 * @param key the file that holds the API key; empty where the environment has it, or there is none yet
 * @param state the file of the state
 */
record StarterConfig(
        Optional<String> market, Optional<SecretFile> key, Path state, List<StarterChannel> channels, WatchText watch) {
    /** The schema lies beside the config, so that editors find it. */
    static final String SCHEMA = "vastwatch.schema.json";

    StarterConfig {
        channels = List.copyOf(channels);
    }

    /** Channels by unique names. */
    static Map<String, StarterChannel> named(List<StarterChannel> channels) {
        Map<String, StarterChannel> named = new LinkedHashMap<>();
        channels.forEach(channel -> named.put(WatchText.name(channel.name(), named.keySet()), channel));
        return named;
    }

    String yaml() {
        List<String> lines = new ArrayList<>(List.of(
                "# yaml-language-server: $schema=" + SCHEMA,
                "#",
                "# Written by 'vastwatch init'. 'vastwatch check' shows what it means and whether it works;",
                "# docs/configuration.md and 'vastwatch schema' describe every key.",
                "#",
                "# In any value ${NAME} comes from the environment, with a default as ${NAME:-default}; $$ is a dollar.",
                "",
                "vast:"));
        if (key.isPresent()) {
            lines.add("  # The key of your account, in a file that only you can read.");
            lines.add("  api_key_file: " + YamlText.of(key.get().path().toString()));
        } else {
            lines.add(
                    "  # The key of your account: export VAST_API_KEY, or name a file that holds it: api_key_file: FILE.");
            lines.add("  # Without one a search returns at most 64 offers, a sample of the matches.");
            lines.add("  api_key: ${VAST_API_KEY:-}");
        }
        market.ifPresent(url -> lines.add("  url: " + YamlText.of(url)));
        lines.addAll(List.of(
                "",
                "# What was seen and sent; for a service use file:/var/lib/vastwatch/state.db.",
                "state: " + YamlText.of("file:" + state),
                "",
                "channels:"));
        named(channels).forEach((name, channel) -> {
            lines.add("  " + name + ":");
            channel.lines().forEach(line -> lines.add("    " + line));
        });
        lines.addAll(List.of(
                "",
                "watches:",
                "  # The query is what you would give to 'vastai search offers'; 'vastwatch fields' lists its fields, and",
                "  # verified=true external=false rentable=true are added. The threshold is for all GPUs of an offer, the",
                "  # disk included. How often to ask: every: 1m, without a key 5m, or a cron."));
        lines.addAll(watch.lines());
        return String.join("\n", lines) + "\n";
    }

    /** The files that hold its secrets. */
    List<SecretFile> secrets() {
        List<SecretFile> secrets = new ArrayList<>();
        key.ifPresent(secrets::add);
        channels.forEach(channel -> channel.secret().ifPresent(secrets::add));
        return List.copyOf(secrets);
    }
}
