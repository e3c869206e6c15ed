package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands for {@code ${NAME}}, {@code ${NAME:-default}} and {@code $$} in a value; any other dollar is one. */
final class Variables {
    private static final Pattern DOLLAR = Pattern.compile("\\$\\$|\\$\\{([^{}]*)(}?)");
    private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?", Pattern.DOTALL);

    /** What the JVM, which reads the environment by the locale, puts for bytes that mean nothing there. */
    private static final char UNDECODABLE = '\uFFFD';

    private final Function<String, @Nullable String> environment;

    Variables(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** A value of the environment; none where it is not set or empty. */
    @Nullable
    String get(String name) {
        @Nullable String value = environment.apply(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * A text with its variables replaced.
     *
     * @throws InvalidInput with its place in {@code written}, and without any value, which may be a secret
     */
    Substituted substituted(String written) {
        Substituted out = new Substituted(written.length());
        Matcher matcher = DOLLAR.matcher(written);
        int from = 0;
        while (matcher.find()) {
            out.keep(written, from, matcher.start());
            @Nullable String inner = matcher.group(1);
            if (inner == null) {
                out.put("$", matcher.start());
            } else {
                String value = InvalidInput.inPart(matcher.start(), () -> value(inner, matcher));
                out.put(value, matcher.start());
                out.values.put(value, matcher.group());
            }
            from = matcher.end();
        }
        out.keep(written, from, written.length());
        return out;
    }

    private String value(String inner, Matcher matcher) {
        Matcher variable = VARIABLE.matcher(inner);
        if ("".equals(matcher.group(2)) || !variable.matches()) {
            throw new InvalidInput(
                    "'${' begins a variable, but this is not one",
                    "write ${NAME} or ${NAME:-default}; for a dollar itself write $$");
        }
        String name = String.valueOf(variable.group(1));
        @Nullable String otherwise = variable.group(2);
        @Nullable String value = environment.apply(name);
        if (otherwise != null && (value == null || value.isEmpty())) {
            return otherwise;
        }
        if (value == null) {
            throw new InvalidInput(
                    "the environment has no " + name,
                    "export it, or write ${" + name + ":-default} or the value itself");
        }
        if (value.indexOf(UNDECODABLE) >= 0) {
            throw new InvalidInput(
                    "the value of " + name + " holds characters that the locale cannot represent",
                    "set LANG=C.UTF-8, or name a file that holds a secret, as password_file");
        }
        return value;
    }

    /** A text after its variables were replaced, which remembers where its characters were written. */
    static final class Substituted {
        /** No secret is shorter, and words that say what is wrong hold many that are. */
        private static final int SHORTEST_SECRET = 4;

        private final StringBuilder text = new StringBuilder();
        /** What was put in place of variables, and how they were written. */
        private final Map<String, String> values = new LinkedHashMap<>();

        private int[] origins;
        private int written;

        private Substituted(int length) {
            this.origins = new int[length + 1];
        }

        private void keep(String from, int start, int end) {
            for (int i = start; i < end; i++) {
                put(from.substring(i, i + 1), i);
            }
            written = end;
        }

        private void put(String more, int origin) {
            if (origins.length < text.length() + more.length()) {
                origins = Arrays.copyOf(origins, 2 * (text.length() + more.length()));
            }
            Arrays.fill(origins, text.length(), text.length() + more.length(), origin);
            text.append(more);
        }

        /** A mistake in the text as one in what was written: at its place there, and without the values of variables. */
        InvalidInput located(InvalidInput mistake) {
            return new InvalidInput(masked(mistake.getMessage()), origin(mistake.position()), masked(mistake.advice()));
        }

        private String masked(String words) {
            String masked = words;
            for (Map.Entry<String, String> each : values.entrySet()) {
                if (each.getKey().length() >= SHORTEST_SECRET) {
                    masked = masked.replace(each.getKey(), each.getValue());
                }
            }
            return masked;
        }

        String text() {
            return text.toString();
        }

        /** Where the character at {@code at} was written; for one of a variable's value, where the variable begins. */
        private int origin(int at) {
            return at < text.length() ? origins[at] : written;
        }
    }
}
