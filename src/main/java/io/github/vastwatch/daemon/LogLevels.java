package io.github.vastwatch.daemon;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.github.vastwatch.config.LogSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much is logged, as the config in force says. */
final class LogLevels {
    private static final String ROOT = "io.github.vastwatch.";

    private final LoggerContext loggers;
    /** As the process started. */
    private final @Nullable Level usual;

    private List<String> debug = List.of();

    LogLevels(LoggerContext loggers) {
        this.loggers = loggers;
        this.usual = all().getLevel();
    }

    void take(LogSettings settings) {
        all().setLevel(settings.level().map(Level::convertAnSLF4JLevel).orElse(usual));
        debug.forEach(each -> loggers.getLogger(ROOT + each).setLevel(null));
        debug = settings.debug();
        debug.forEach(each -> loggers.getLogger(ROOT + each).setLevel(Level.DEBUG));
    }

    private Logger all() {
        return loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
