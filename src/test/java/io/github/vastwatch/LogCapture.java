package io.github.vastwatch;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What a class logs on the thread of a test, while others run beside it. */
public final class LogCapture implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.currentThread();
    private final Logger logger;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            // The appender runs on the thread that logs.
            if (Thread.currentThread() == thread) {
                lines.add(event.getLevel() + " " + event.getFormattedMessage());
            }
        }
    };

    public LogCapture(Class<?> speaker) {
        this.logger = logger(speaker);
        appender.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    private static Logger logger(Class<?> speaker) {
        while (true) {
            // While another thread sets SLF4J up, what it hands out are stand-ins.
            if (LoggerFactory.getLogger(speaker) instanceof Logger logger) {
                return logger;
            }
            Thread.onSpinWait();
        }
    }

    /** The level and the message of each line. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        // The level stays: another class may be listening to the same logger now.
        logger.detachAppender(appender);
    }
}
