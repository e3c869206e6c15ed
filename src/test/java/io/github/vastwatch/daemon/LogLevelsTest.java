package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.github.vastwatch.config.LogSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogLevelsTest {
    private final LoggerContext loggers = new LoggerContext();

    @Test
    void eachConfigReplacesTheLevelsOfTheOneBefore() {
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        LogLevels levels = new LogLevels(loggers);

        levels.take(new LogSettings(Optional.of(org.slf4j.event.Level.WARN), List.of("poll", "vast")));
        assertThat(level("deliver.Dispatcher")).isEqualTo(Level.WARN);
        assertThat(level("poll.Poller")).isEqualTo(Level.DEBUG);

        levels.take(new LogSettings(Optional.empty(), List.of("vast")));
        assertThat(level("deliver.Dispatcher")).isEqualTo(Level.INFO);
        assertThat(level("poll.Poller")).isEqualTo(Level.INFO);
        assertThat(level("vast.VastClient")).isEqualTo(Level.DEBUG);
    }

    private Level level(String name) {
        return loggers.getLogger("io.github.vastwatch." + name).getEffectiveLevel();
    }
}
