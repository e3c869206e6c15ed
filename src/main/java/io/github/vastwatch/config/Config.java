package io.github.vastwatch.config;

import io.github.vastwatch.history.Retention;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything a user configures, checked.
 *
 * @param warnings what can be meant but hardly is, each with its place
 * @param renamed the names that watches had before, by their names now
 * @param configFingerprint what was looked at on disk
 * @param effectiveConfig the same as it would be written in one file without defaults, secrets as stars
 */
public record Config(
        VastSettings vast,
        StateLocation state,
        Retention retention,
        Optional<Heartbeat> heartbeat,
        Optional<ActivityReport> alive,
        Optional<WebSettings> web,
        LogSettings log,
        Map<String, Channel> channels,
        List<Watch> watches,
        Map<String, String> renamed,
        List<Problem> warnings,
        EffectiveConfig effectiveConfig,
        ConfigFingerprint configFingerprint) {

    /** Reads a file; {@code environment} gives the value of a variable, or null. */
    public static Config read(Path file, Function<String, @Nullable String> environment) throws BadConfig {
        return new ConfigSource(file, environment).read();
    }

    /** This with other watches. */
    public Config with(List<Watch> others) {
        return new Config(
                vast,
                state,
                retention,
                heartbeat,
                alive,
                web,
                log,
                channels,
                others,
                renamed,
                warnings,
                effectiveConfig,
                configFingerprint);
    }

    /** The channels for messages about no watch: every channel that a watch uses. */
    public List<String> usedChannels() {
        return watches.stream()
                .filter(Watch::enabled)
                .flatMap(watch -> watch.channels().stream())
                .distinct()
                .toList();
    }

    /** The watch of a name. */
    public Watch watch(String name) {
        return watches.stream()
                .filter(watch -> watch.name().equals(name))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "no watch is called '" + name + "'",
                        name,
                        watches.stream().map(Watch::name).toList(),
                        "there are "
                                + String.join(
                                        ", ", watches.stream().map(Watch::name).toList())));
    }
}
