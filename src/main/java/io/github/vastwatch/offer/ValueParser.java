package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Parses the values of a query by the type of their field, into wire units. */
public final class ValueParser {
    private static final Set<String> NULLS = Set.of("null", "None", "NULL");

    private ValueParser() {}

    /**
     * The values of one written value: several for a continent.
     *
     * @param unitNeeded whether a size or a duration must say its unit; where it need not, it is in GB and days, as on
     *     the vendor's command line
     * @throws Mistake when the field cannot have such a value
     */
    public static List<Value> read(Field field, boolean unitNeeded, String written) {
        String text = bare(written);
        if (text.isEmpty()) {
            throw new InvalidInput("a value is missing after " + field);
        }
        if (NULLS.contains(text) && (!text.equals("NULL") || field.type() != Field.Type.TEXT)) {
            return List.of(Value.Null.NULL);
        }
        return switch (field.type()) {
            case INTEGER, NUMBER -> List.of(number(field, written.strip(), unitNeeded));
            case FLAG -> List.of(flag(field, text));
            case VERSION -> List.of(version(text));
            case RELEASE -> List.of(release(text));
            case COUNTRY -> Countries.read(text).stream().map(Value::of).toList();
            case TEXT -> List.of(text(field, text));
        };
    }

    /** A warning about a written value, unless only the whole clause can show it. */
    public static Optional<InvalidInput> warning(Field field, String written) {
        return field.type() == Field.Type.COUNTRY ? Countries.mistakable(bare(written)) : Optional.empty();
    }

    /** As on the vendor's command line, an underscore is a blank, and quotes are not part of a value. */
    private static String bare(String written) {
        return written.replace('_', ' ').replaceAll("\\s", " ").replaceAll("^[ \"']+|[ \"']+$", "");
    }

    private static Value number(Field field, String text, boolean unitNeeded) {
        Optional<BigDecimal> withUnit = Units.toWire(field, text);
        if (withUnit.isEmpty() && unitNeeded && Units.has(field)) {
            throw new InvalidInput(
                    field + " needs a unit: '" + text + "'", "write it as " + field + ": " + Units.example(field));
        }
        double number = withUnit.orElseGet(() -> decimal(field, text).multiply(BigDecimal.valueOf(field.multiplier())))
                .doubleValue();
        if (Double.isInfinite(number)) {
            throw new InvalidInput(field + " takes a number: '" + text + "'", "this one is too large");
        }
        if (field.isShare() && (number < 0 || number > 1)) {
            throw new InvalidInput(
                    field + " is a share from 0 to 1: '" + text + "'",
                    number > 1 && number <= 100 ? "did you mean " + asShare(text) + "?" : "");
        }
        return Value.of(number);
    }

    private static BigDecimal decimal(Field field, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput(field + " takes a number: '" + text + "'", advice(field, text));
        }
    }

    private static String advice(Field field, String text) {
        if (field.type() == Field.Type.INTEGER && text.matches("[1-9]\\d*(,[1-9]\\d*)+")) {
            return "for several write " + field + " in [" + text + "]";
        }
        if (text.matches("\\d+,\\d+")) {
            return "write a point, not a comma: " + text.replace(',', '.');
        }
        if (text.matches("\\$\\d+(\\.\\d+)?")) {
            return "write it without the sign: " + text.substring(1);
        }
        if (text.matches("\\d+(\\.\\d+)?\\s*%")) {
            String bare = text.substring(0, text.length() - 1).strip();
            return "did you mean " + (field.isShare() ? asShare(bare) : bare) + "?";
        }
        return Units.has(field) ? "write it as " + Units.example(field) : "";
    }

    private static String asShare(String percent) {
        return new BigDecimal(percent).movePointLeft(2).toPlainString();
    }

    private static Value flag(Field field, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Value.of(true);
            case "false", "no", "0" -> Value.of(false);
            default -> throw new InvalidInput(field + " takes true or false: '" + text + "'");
        };
    }

    private static Value version(String text) {
        return DriverVersion.number(Value.of(text))
                .map(Value::of)
                .orElseThrow(() -> new InvalidInput("not a driver version: '" + text + "'", "write it as 535.86.05"));
    }

    private static Value release(String text) {
        return DriverVersion.number(Value.of(text))
                .map(number -> Value.of(text))
                .orElseThrow(() -> new InvalidInput("not a release of Ubuntu: '" + text + "'", "write it as 22.04"));
    }

    private static Value text(Field field, String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            throw new InvalidInput(field + " takes a text, not a flag: '" + text + "'");
        }
        return Value.of(text);
    }
}
