package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.word;

import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.Level;

/** The keys below {@code log:}: how much is logged. */
final class LogKeys {
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

    private static final Key<Level> LEVEL = key(
                    "log.level",
                    word(LEVELS, LogKeys::level).as(level -> level.name().toLowerCase(Locale.ROOT)))
            .examples("info");
    private static final Key<List<String>> DEBUG = key(
                    "log.debug", new ListCodec<>(word(LogSettings.PACKAGES, LogKeys::part)))
            .examples("poll");

    static final Section LOG = Section.of("log", LEVEL, DEBUG).orJust(LEVEL);

    private LogKeys() {}

    private static Level level(String text) {
        if (!LEVELS.contains(text)) {
            throw InvalidInput.unknown("unknown level '" + text + "'", text, LEVELS, "write " + either(LEVELS));
        }
        return Level.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static String part(String text) {
        if (!LogSettings.PACKAGES.contains(text)) {
            throw InvalidInput.unknown(
                    "no package that logs is called '" + text + "'",
                    text,
                    LogSettings.PACKAGES,
                    "write " + either(LogSettings.PACKAGES));
        }
        return text;
    }

    private static String either(List<String> words) {
        return String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.get(words.size() - 1);
    }

    static LogSettings read(YamlValue value) {
        Values log = LOG.read(value, LOG.title(), Optional.empty());
        return new LogSettings(log.find(LEVEL), log.find(DEBUG).orElse(List.of()));
    }
}
