package io.github.vastwatch.offer;

import io.github.vastwatch.text.SafeText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One scalar of a row or of a query: a number, a flag, a text, or an explicit null. */
public sealed interface Value {

    /** A number; integers are exact up to 2^53, which covers every id. */
    record Num(double value) implements Value {
        /** In plain decimals, without an exponent and without a trailing {@code .0}. */
        @Override
        public String toString() {
            return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
        }
    }

    record Flag(boolean value) implements Value {
        private static final Flag TRUE = new Flag(true);
        private static final Flag FALSE = new Flag(false);
        private static final Optional<Boolean> YES = Optional.of(true);
        private static final Optional<Boolean> NO = Optional.of(false);

        @Override
        public String toString() {
            return String.valueOf(value);
        }
    }

    /** A text on one line without invisible characters, so that it compares as it reads. */
    record Text(String value) implements Value {
        public Text {
            value = SafeText.line(value);
        }

        @Override
        public String toString() {
            return value;
        }
    }

    /** An explicit null, which is not the same as a missing key. */
    enum Null implements Value {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    static Value of(double number) {
        return new Num(number);
    }

    static Value of(boolean flag) {
        return flag ? Flag.TRUE : Flag.FALSE;
    }

    static Value of(String text) {
        return new Text(text);
    }

    /** A number as in JSON, with or without a sign. */
    Pattern DECIMAL = Pattern.compile("[+-]?(\\d{1,20}(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** The largest integer that is exact; IDs are far smaller. */
    double MAX_EXACT = 1L << 53;

    /** The smallest plausible size of a number other than 0: no measure or price comes near. */
    double MIN_NONZERO = 1e-9;

    /** Whether a row can contain this number; otherwise it is an error of the server. */
    static boolean isPlausible(double number) {
        double size = Math.abs(number);
        return size == 0 || (size >= MIN_NONZERO && size <= MAX_EXACT);
    }

    /** As a number; a text that reads as a number counts, because the server and older rows mix the two. */
    default Optional<Double> asNumber() {
        if (this instanceof Num num) {
            return Optional.of(num.value());
        }
        if (this instanceof Text text) {
            return DECIMAL.matcher(text.value()).matches()
                    ? Optional.of(Double.parseDouble(text.value())).filter(Value::isPlausible)
                    : Optional.empty();
        }
        return Optional.empty();
    }

    /** As a flag; 0 and 1 count ({@code has_avx}), and null, which means false in real rows. */
    default Optional<Boolean> asFlag() {
        if (this instanceof Flag flag) {
            return flag.value() ? Flag.YES : Flag.NO;
        }
        if (this instanceof Num num) {
            return num.value() == 1 ? Flag.YES : num.value() == 0 ? Flag.NO : Optional.empty();
        }
        if (this instanceof Text text) {
            return switch (text.value().toLowerCase(Locale.ROOT)) {
                case "true" -> Flag.YES;
                case "false" -> Flag.NO;
                default -> Optional.empty();
            };
        }
        return Flag.NO;
    }
}
