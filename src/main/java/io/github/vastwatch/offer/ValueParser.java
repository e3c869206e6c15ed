package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of a query by the type of their field, into the units of the wire. */
public final class ValueParser {
    private static final Set<String> NULLS = Set.of("null", "None", "NULL");
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([MGT])B");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([smhdw])\\s*");
    private static final Pattern DURATION = Pattern.compile("(?:" + DURATION_PART.pattern() + ")+");
    /** A gigabyte of Vast.ai's has 1000 MB. */
    private static final Map<String, Long> MEGABYTES = Map.of("M", 1L, "G", 1_000L, "T", 1_000_000L);

    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L);

    private ValueParser() {}

    /**
     * The values that one written value stands for: several for a continent.
     *
     * @param needsUnit whether a size or a duration must name its unit; otherwise a bare number is in GB or days, as on
     *     the vendor's command line
     * @throws InvalidInput if the field cannot have such a value
     */
    public static List<Value> parse(Field field, boolean needsUnit, String written) {
        String text = unquoted(written);
        if (text.isEmpty()) {
            throw new InvalidInput("a value is missing after " + field);
        }
        if (NULLS.contains(text) && (!text.equals("NULL") || field.type() != Field.Type.TEXT)) {
            return List.of(Value.Null.NULL);
        }
        return switch (field.type()) {
            case INTEGER, NUMBER -> List.of(number(field, written.strip(), needsUnit));
            case FLAG -> List.of(flag(field, text));
            case VERSION -> List.of(version(text));
            case RELEASE -> List.of(release(text));
            case COUNTRY -> Countries.parse(text).stream().map(Value::of).toList();
            case TEXT -> List.of(text(field, text));
        };
    }

    /** A warning about a written value that is lost once it is read; {@link QueryWarnings} has the others. */
    public static Optional<InvalidInput> warning(Field field, String written) {
        return field.type() == Field.Type.COUNTRY ? Countries.ambiguityWarning(unquoted(written)) : Optional.empty();
    }

    /** As on the vendor's command line: an underscore is a blank, and quotes are not part of a value. */
    private static String unquoted(String written) {
        return written.replace('_', ' ').replaceAll("\\s", " ").replaceAll("^[ \"']+|[ \"']+$", "");
    }

    private static Value number(Field field, String text, boolean needsUnit) {
        Optional<BigDecimal> withUnit = withUnit(field, text);
        if (withUnit.isEmpty() && needsUnit && field.hasUnits()) {
            throw new InvalidInput(
                    field + " needs a unit: '" + text + "'", "write it as " + field + ": " + example(field));
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

    /** The number in the unit of the wire, exactly; empty if the text has no unit that fits the field. */
    private static Optional<BigDecimal> withUnit(Field field, String text) {
        Matcher size = SIZE.matcher(text);
        if (field.isSize() && size.matches()) {
            return Optional.of(times(size, MEGABYTES).movePointLeft(field == Field.DISK_SPACE ? 3 : 0));
        }
        if (field != Field.DURATION || !DURATION.matcher(text).matches()) {
            return Optional.empty();
        }
        return DURATION_PART
                .matcher(text)
                .results()
                .map(part -> times(part, SECONDS))
                .reduce(BigDecimal::add);
    }

    private static BigDecimal times(MatchResult number, Map<String, Long> units) {
        return new BigDecimal(number.group(1)).multiply(BigDecimal.valueOf(units.getOrDefault(number.group(2), 0L)));
    }

    private static String example(Field field) {
        return field.isSize() ? "24GB" : "3d";
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
            String number = text.substring(0, text.length() - 1).strip();
            return "did you mean " + (field.isShare() ? asShare(number) : number) + "?";
        }
        return field.hasUnits() ? "write it as " + example(field) : "";
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
                .orElseThrow(() -> new InvalidInput("not an Ubuntu release: '" + text + "'", "write it as 22.04"));
    }

    private static Value text(Field field, String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            throw new InvalidInput(field + " takes a text, not a flag: '" + text + "'");
        }
        return Value.of(text);
    }
}
