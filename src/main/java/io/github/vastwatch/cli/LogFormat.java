package io.github.vastwatch.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** How the log reads: lines on stderr. Logback finds it as a service, because reading an XML file would slow each start. */
public final class LogFormat extends ContextAwareBase implements Configurator {
    private static final String NAME = "stderr";
    /** Names and answers are from outside: a control character could draw or hide lines. */
    private static final String MESSAGE = "%logger{0} - %replace(%msg){'[\\p{C}\\p{Zl}\\p{Zp}]+', ' '}%n"
            + "%replace(%ex{short}){'[\\p{C}\\p{Zl}\\p{Zp}&&[^\\n\\t]]+', ' '}";

    private static final String TIME = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level ";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName(NAME);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder(
                isRead(System.getenv("JOURNAL_STREAM"), Path.of("/proc/self/fd/2")) ? journal(context) : lines(context),
                context));
        stderr.start();
        context.getLogger("org.quartz").setLevel(Level.WARN);
        // Each of their failures is a failure of the state, which is logged.
        List.of("com.zaxxer.hikari", "org.quartz.core.ErrorLogger", "org.quartz.impl.jdbcjobstore")
                .forEach(name -> context.getLogger(name).setLevel(Level.OFF));
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(
                Optional.ofNullable(System.getenv("VASTWATCH_LOG")).orElse("INFO")));
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs JSON from now on, one object a line. */
    static void useJson() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ((ConsoleAppender<ILoggingEvent>)
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(NAME))
                .setEncoder(encoder(new JsonLog(), context));
    }

    private static LayoutWrappingEncoder<ILoggingEvent> encoder(Layout<ILoggingEvent> layout, LoggerContext context) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }

    /** Lines for people. */
    static Layout<ILoggingEvent> lines(LoggerContext context) {
        return pattern(new PatternLayout(), TIME + MESSAGE, context);
    }

    /** Lines for the journal of systemd, which adds the time, and reads the priority of each from its start. */
    static Layout<ILoggingEvent> journal(LoggerContext context) {
        return pattern(new JournalLayout(), MESSAGE, context);
    }

    private static PatternLayout pattern(PatternLayout layout, String pattern, LoggerContext context) {
        layout.setContext(context);
        layout.setPattern(pattern);
        layout.start();
        return layout;
    }

    /**
     * Whether the journal reads a stream of this process.
     *
     * @param journal the device and the number of the stream that it reads, as systemd gives them
     */
    static boolean isRead(@Nullable String journal, Path stream) {
        if (journal == null) {
            return false;
        }
        try {
            Map<String, Object> file = Files.readAttributes(stream, "unix:dev,ino");
            return journal.equals(file.get("dev") + ":" + file.get("ino"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static final class JournalLayout extends PatternLayout {
        @Override
        public String doLayout(ILoggingEvent event) {
            String priority = "<" + priority(event.getLevel()) + ">";
            return super.doLayout(event)
                    .lines()
                    .map(line -> priority + line + "\n")
                    .collect(Collectors.joining());
        }

        /** As syslog numbers them. */
        private static int priority(Level level) {
            return switch (level.toInt()) {
                case Level.ERROR_INT -> 3;
                case Level.WARN_INT -> 4;
                case Level.INFO_INT -> 6;
                default -> 7;
            };
        }
    }
}
