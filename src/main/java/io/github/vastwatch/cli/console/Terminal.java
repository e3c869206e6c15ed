package io.github.vastwatch.cli.console;

import io.github.vastwatch.text.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that standard output goes to.
 *
 * @param width its columns; empty for a file or a pipe
 * @param isUnicode whether the locale has all characters, for what goes to a file or a pipe too
 */
public record Terminal(Optional<Integer> width, boolean colours, boolean isUnicode) {
    /** The columns of a terminal whose size is unknown. */
    private static final int USUAL = 80;

    private static final Path STDIN = Path.of("/proc/self/fd/0");
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final Pattern SIZE = Pattern.compile("\\s*\\d+ ([1-9]\\d{0,4})\\s*");

    /** Colours are for terminals that support them, unless <a href="https://no-color.org">NO_COLOR</a> is set. */
    static Terminal of(boolean isTerminal, Function<String, @Nullable String> environment, String sttySize) {
        if (!isTerminal) {
            return new Terminal(Optional.empty(), false, isUnicode(environment));
        }
        // COLUMNS comes first, as for git and ncurses.
        Optional<Integer> asked = Optional.ofNullable(environment.apply("COLUMNS"))
                .filter(text -> text.matches("[1-9]\\d{0,4}"))
                .map(Integer::valueOf);
        Matcher size = SIZE.matcher(sttySize);
        boolean plain = Optional.ofNullable(environment.apply("NO_COLOR"))
                        .filter(text -> !text.isEmpty())
                        .isPresent()
                || Optional.ofNullable(environment.apply("TERM")).orElse("dumb").equals("dumb");
        return new Terminal(
                asked.or(() -> size.matches() ? Optional.of(Integer.valueOf(size.group(1))) : Optional.of(USUAL)),
                !plain,
                isUnicode(environment));
    }

    /** As the C library chooses the locale: the first of these that is set. */
    private static boolean isUnicode(Function<String, @Nullable String> environment) {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .flatMap(name -> Stream.ofNullable(environment.apply(name)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(locale -> locale.toUpperCase(Locale.ROOT).replace("-", "").endsWith("UTF8"))
                .orElse(false);
    }

    public static Terminal standardOutput() {
        Optional<Path> device = device(STDOUT);
        return of(
                device.isPresent(),
                System::getenv,
                device.flatMap(terminal -> stty(terminal, "size")).orElse(""));
    }

    /** The terminal's device. The JVM's console only knows whether input <i>and</i> output are a terminal. */
    private static Optional<Path> device(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor))
                    .filter(target ->
                            target.startsWith("/dev/pts") || target.toString().matches("/dev/(tty\\w*|console)"));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.ofNullable(System.console()).map(console -> Path.of("/dev/tty"));
        }
    }

    /** What stty prints of a terminal; empty without stty, or if it fails. */
    private static Optional<String> stty(Path device, String setting) {
        try {
            Process stty = new ProcessBuilder("stty", setting)
                    .redirectInput(device.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            return stty.exitValue() == 0
                    ? Optional.of(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Whether a person reads standard output. */
    public static boolean readsOutput() {
        return device(STDOUT).isPresent();
    }

    /** Whether a person types at standard input. */
    public static boolean types() {
        return device(STDIN).isPresent();
    }

    public static Echo echo() {
        return new Echo(device(STDIN));
    }

    /** Whether a person reads standard error. */
    public static boolean readsErrors() {
        return device(STDERR).isPresent();
    }

    /**
     * Whether a terminal shows what is typed at it. What comes from a file or a pipe is shown nowhere.
     *
     * @param device the terminal; empty where input is none
     */
    public record Echo(Optional<Path> device) {

        /** Switches it off, until {@link #on}; false where this terminal cannot. */
        public boolean off() {
            return device.isEmpty() || stty(device.get(), "-echo").isPresent();
        }

        public void on() {
            device.ifPresent(terminal -> stty(terminal, "echo"));
        }
    }

    /** A line on a terminal that shows what is being waited for; nothing elsewhere. */
    public static final class Progress {
        /** A line that wraps cannot be erased. */
        private static final int WIDTH = 78;

        private final PrintWriter err;
        private final boolean isRead;
        private int shown;

        public Progress(PrintWriter err, boolean isRead) {
            this.err = err;
            this.isRead = isRead;
        }

        public void show(String text) {
            if (isRead) {
                String line = SafeText.cut(text, WIDTH);
                err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
                err.flush();
                shown = line.length();
            }
        }

        /** Erases the line. */
        public void clear() {
            if (shown > 0) {
                err.print("\r" + " ".repeat(shown) + "\r");
                err.flush();
                shown = 0;
            }
        }
    }
}
