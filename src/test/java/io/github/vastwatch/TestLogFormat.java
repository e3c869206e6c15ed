package io.github.vastwatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.github.vastwatch.cli.LogFormat;
import java.util.Optional;

/** Tests log errors only, unless {@code VASTWATCH_LOG} says more. */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class TestLogFormat extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        ExecutionStatus status = new LogFormat().configure(loggers);
        loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .setLevel(Level.toLevel(
                        Optional.ofNullable(System.getenv("VASTWATCH_LOG")).orElse("ERROR")));
        return status;
    }
}
