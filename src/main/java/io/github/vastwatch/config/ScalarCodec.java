package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.watch.Digest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value in one scalar.
 *
 * @param parse reads its text; {@link InvalidInput} says what is wrong with it
 * @param format writes a value as {@code parse} reads it
 * @param asJson the scalar as JSON
 */
record ScalarCodec<T>(
        BiFunction<YamlValue, String, T> parse,
        Function<T, String> format,
        Function<String, JsonNode> asJson,
        Supplier<ObjectNode> pattern)
        implements Codec<T> {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where a value begins that only the environment knows. */
    static final String VARIABLE = "\\$\\{";

    /** A time as {@code 90s}, {@code 5m}, {@code 1h30m}. */
    static final String TIME =
            "\\s*(?=\\S*[1-9])(\\d+\\s*(weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[wdhms])\\s*)+";

    static final ScalarCodec<String> TEXT = text(text -> text);
    static final ScalarCodec<Duration> DURATION = duration(Duration::from);
    static final ScalarCodec<Boolean> FLAG = new ScalarCodec<>(
            (value, text) -> flag(text),
            String::valueOf,
            text -> JSON.booleanNode(flag(text)),
            () -> either(
                    JSON.objectNode().put("type", "boolean"), matching("^([yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF)$")));
    static final ScalarCodec<ZoneId> ZONE = text(ScalarCodec::zone);
    /** A time of the day or of the week; its zone is known only when the section is. */
    static final ScalarCodec<Digest> RHYTHM = text(
            "^\\s*([dD]aily|[wW]eekly\\s+\\w+)\\s+\\d{1,2}:\\d\\d\\s*$", text -> Digest.parse(text, ZoneOffset.UTC));

    /** A text of any form; a password of digits is a number to an editor. */
    static <T> ScalarCodec<T> text(Function<String, T> parse) {
        return new ScalarCodec<>((value, text) -> parse.apply(text), String::valueOf, JSON::textNode, () -> {
            ObjectNode schema = JSON.objectNode();
            schema.putArray("type").add("string").add("number");
            return schema;
        });
    }

    /** A text that matches a pattern, or holds a variable. */
    static <T> ScalarCodec<T> text(String pattern, Function<String, T> parse) {
        return text(parse).like(() -> matching(pattern));
    }

    /** The name of a file, relative to the file that it stands in. */
    static <T> ScalarCodec<T> file(BiFunction<SourceFile, Path, T> read) {
        return new ScalarCodec<>(
                (value, text) -> read.apply(value.file(), value.file().resolve(text)),
                String::valueOf,
                JSON::textNode,
                TEXT::schema);
    }

    /** @param check returns what it is given, unless that is too short or too long */
    static ScalarCodec<Duration> duration(UnaryOperator<Duration> check) {
        return text("^" + TIME + "$", text -> check.apply(Amounts.duration(text)))
                .as(Amounts::text);
    }

    /** A text, or {@code off}, which without quotes is a switch to an editor. */
    static <T> ScalarCodec<T> orOff(String pattern, Function<String, T> parse) {
        return text(parse)
                .like(() -> either(matching(pattern), JSON.objectNode().put("const", false)));
    }

    static ScalarCodec<Integer> whole(int least, int most) {
        return whole(least, most, (value, number) -> {
            if (number < least) {
                throw new InvalidInput(value.key() + " must be at least " + least + ": " + number);
            }
            return number;
        });
    }

    /** @param check returns the number, unless it is out of its bounds */
    static ScalarCodec<Integer> whole(int least, int most, BiFunction<YamlValue, Integer, Integer> check) {
        return new ScalarCodec<>(
                (value, text) -> check.apply(value, number(text)),
                String::valueOf,
                text -> JSON.numberNode(number(text)),
                () -> orVariable(JSON.objectNode()
                        .put("type", "integer")
                        .put("minimum", least)
                        .put("maximum", most)));
    }

    /** A number above 0 that may have a fraction. */
    static ScalarCodec<BigDecimal> decimal(String example) {
        return new ScalarCodec<>(
                (value, text) -> decimal(text, example),
                BigDecimal::toPlainString,
                text -> JSON.numberNode(decimal(text, example)),
                () -> orVariable(JSON.objectNode().put("type", "number").put("exclusiveMinimum", 0)));
    }

    private static BigDecimal decimal(String text, String example) {
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new InvalidInput("not a number: '" + text + "'", "write digits alone, as " + example);
        }
        return new BigDecimal(text);
    }

    /** One word of a few. */
    static <T> ScalarCodec<T> word(List<String> words, Function<String, T> parse) {
        return text(parse).like(() -> {
            ObjectNode listed = JSON.objectNode();
            ArrayNode all = listed.putArray("enum");
            words.forEach(all::add);
            return orVariable(listed);
        });
    }

    ScalarCodec<T> as(Function<T, String> written) {
        return new ScalarCodec<>(parse, written, asJson, pattern);
    }

    ScalarCodec<T> like(Supplier<ObjectNode> schema) {
        return new ScalarCodec<>(parse, format, asJson, schema);
    }

    @Override
    public Optional<T> read(YamlValue value) {
        return value.read(text -> parse.apply(value, text));
    }

    @Override
    public ObjectNode schema() {
        return pattern.get();
    }

    @Override
    public String format(T value) {
        return format.apply(value);
    }

    @Override
    public JsonNode json(String scalar) {
        return asJson.apply(scalar);
    }

    static ObjectNode matching(String pattern) {
        return JSON.objectNode().put("type", "string").put("pattern", pattern + "|" + VARIABLE);
    }

    static ObjectNode either(ObjectNode... ways) {
        ObjectNode either = JSON.objectNode();
        either.putArray("anyOf").addAll(List.of(ways));
        return either;
    }

    private static ObjectNode orVariable(ObjectNode schema) {
        return either(schema, JSON.objectNode().put("type", "string").put("pattern", VARIABLE));
    }

    /** Digits, with underscores between as YAML 1.1 has them; octal numbers are refused. */
    static int number(String text) {
        if (text.matches("0[0-9_]+")) {
            throw new InvalidInput(
                    "a number with a leading 0: '" + text + "'",
                    "write " + text.replaceAll("^[0_]+(?=.)", "") + "; YAML may take the 0 for octal");
        }
        try {
            return Integer.parseInt(text.matches("[0-9]+(_[0-9]+)+") ? text.replace("_", "") : text);
        } catch (NumberFormatException e) {
            Matcher digits = Pattern.compile("[1-9]\\d{0,8}").matcher(text);
            throw new InvalidInput(
                    "not a whole number: '" + text + "'",
                    "write digits alone" + (digits.find() ? ", as " + digits.group() : ""));
        }
    }

    /** A switch in any spelling of YAML 1.1. */
    private static boolean flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new InvalidInput("not true or false: '" + text + "'", "write true or false");
        };
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw InvalidInput.unknown(
                    "unknown time zone '" + text + "'",
                    text,
                    ZoneId.getAvailableZoneIds(),
                    "write it as Europe/Berlin");
        }
    }
}
