package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.SecretFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A config for somebody who has none: one watch, with comments that say what else there is.
 *
 * @param market where it is asked; empty for Vast.ai itself
 * @param key the file that holds the API key; empty where the environment has it, or it is still to come
 * @param state the file that remembers
 */
public record StarterConfig(
        Optional<String> market, Optional<SecretFile> key, Path state, List<StarterChannel> channels, WatchText watch) {
    /** The schema lies beside the config, so that editors find it. */
    static final String SCHEMA = "vastwatch.schema.json";

    public StarterConfig {
        channels = List.copyOf(channels);
    }

    /** Channels by their names, each of which only one has. */
    public static Map<String, StarterChannel> named(List<StarterChannel> channels) {
        Map<String, StarterChannel> named = new LinkedHashMap<>();
        channels.forEach(channel -> named.put(WatchText.name(channel.name(), named.keySet()), channel));
        return named;
    }

    public String yaml() {
        List<String> lines = new ArrayList<>(List.of(
                "# yaml-language-server: $schema=" + SCHEMA,
                "#",
                "# Written by 'vastwatch init'. 'vastwatch check' says what it means and whether it works; the README and",
                "# 'vastwatch schema' have every key.",
                "#",
                "# In any value ${NAME} comes from the environment, ${NAME:-default} with something to fall back on; $$ is a"
                        + " dollar.",
                "",
                "vast:"));
        if (key.isPresent()) {
            lines.add("  # The key of your account, in a file that only you can read.");
            lines.add("  api_key_file: " + YamlText.of(key.get().path().toString()));
        } else {
            lines.add(
                    "  # The key of your account: export VAST_API_KEY, or name a file that holds it: api_key_file: FILE.");
            lines.add("  # Without one an answer holds at most 64 offers, a thinned sample of the match.");
            lines.add("  api_key: ${VAST_API_KEY:-}");
        }
        market.ifPresent(url -> lines.add("  url: " + YamlText.of(url)));
        lines.addAll(List.of(
                "",
                "# What was seen and sent; as a service rather file:/var/lib/vastwatch/state.db.",
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
    public List<SecretFile> secrets() {
        List<SecretFile> secrets = new ArrayList<>();
        key.ifPresent(secrets::add);
        channels.forEach(channel -> channel.secret().ifPresent(secrets::add));
        return List.copyOf(secrets);
    }
}
