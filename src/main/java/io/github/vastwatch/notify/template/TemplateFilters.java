package io.github.vastwatch.notify.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.text.Share;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.escaper.SafeString;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters that vastwatch adds. A missing value passes through them and prints as nothing. */
final class TemplateFilters {
    /** The variable with the channel's time zone; no template can use a name with a space. */
    static final String ZONE = " zone";

    /** What each filter does, with an example. */
    static final Map<String, String> MEANINGS = Map.of(
            "money", "dollars: {{ 0.389 | money }} is $0.389",
            "number", "a rounded number, or one with fixed decimals: {{ 94.27 | number }} is 94.3, number(0) is 94",
            "duration", "a number of days in words: {{ 21.4 | duration }} is 21 days",
            "date", "a time in the channel's time zone: {{ when | date }}, {{ when | date('HH:mm') }}",
            "units",
                    "a number with its unit, or with the next larger unit from 1000: {{ 4096 | units('GB') }} is 4.096 TB",
            "json", "anything as JSON, quotes included: {{ offers | json }}");

    private static final Map<String, String> LARGER = Map.of("MB", "GB", "GB", "TB", "Mb/s", "Gb/s", "MB/s", "GB/s");
    private static final double THOUSAND = 1_000;
    private static final double SECONDS_A_DAY = 86_400;
    private static final int MOST_DECIMALS = 12;

    private TemplateFilters() {}

    private interface Apply {
        Object to(Object input, @Nullable Object argument, Call call);
    }

    /** The line and context of a filter. */
    private record Call(EvaluationContext context, int line) {
        PebbleException wrong(String what) {
            return new PebbleException(null, what, line, null);
        }

        double number(Object input) {
            if (input instanceof Number number) {
                return number.doubleValue();
            }
            throw wrong(
                    "this filter needs a number, not '" + SafeText.cut(SafeText.isolated(input.toString()), 40) + "'");
        }
    }

    /** @param missing its result for a missing value */
    private record Ours(
            List<String> getArgumentNames, @Nullable Object missing, Apply apply) implements Filter {
        Ours(List<String> arguments, Apply apply) {
            this(arguments, null, apply);
        }

        @Override
        public @Nullable Object apply(
                @Nullable Object input,
                Map<String, Object> arguments,
                PebbleTemplate self,
                EvaluationContext context,
                int line) {
            @Nullable Object argument = getArgumentNames.isEmpty() ? null : arguments.get(getArgumentNames.get(0));
            return input == null ? missing : apply.to(input, argument, new Call(context, line));
        }
    }

    static Map<String, Filter> of(Escaping escaping) {
        return Map.of(
                "money", new Ours(List.of(), (input, none, call) -> Amount.dollars(call.number(input))),
                "number", new Ours(List.of("decimals"), TemplateFilters::number),
                "duration",
                        new Ours(
                                List.of(),
                                (input, none, call) -> Durations.words(
                                        Duration.ofSeconds(Math.round(call.number(input) * SECONDS_A_DAY)))),
                "date", new Ours(List.of("format"), TemplateFilters::date),
                "units", new Ours(List.of("unit"), TemplateFilters::units),
                "json", json(escaping));
    }

    /** In HTML it is escaped like any text. */
    private static Filter json(Escaping escaping) {
        return new Ours(List.of(), "null", (input, none, call) -> {
            String json = PlainJson.of(input).toString();
            return escaping == Escaping.JSON ? new SafeString(json) : json;
        });
    }

    private static Object number(Object input, @Nullable Object decimals, Call call) {
        double number = call.number(input);
        if (decimals == null) {
            return Amount.number(number);
        }
        if (!(decimals instanceof Number places) || places.intValue() < 0 || places.intValue() > MOST_DECIMALS) {
            throw call.wrong("number takes 0 to " + MOST_DECIMALS + " decimals");
        }
        return Share.roundTo(BigDecimal.valueOf(number), places.intValue()).toPlainString();
    }

    private static Object units(Object input, @Nullable Object unit, Call call) {
        if (!(unit instanceof String name)) {
            throw call.wrong("units needs a unit, as units('GB')");
        }
        double number = call.number(input);
        @Nullable String larger = LARGER.get(name);
        return larger != null && Math.abs(number) >= THOUSAND
                ? Amount.number(number / THOUSAND) + " " + larger
                : Amount.number(number) + " " + name;
    }

    private static Object date(Object input, @Nullable Object format, Call call) {
        ZoneId zone = call.context().getVariable(ZONE) instanceof ZoneId known ? known : ZoneId.of("UTC");
        try {
            Instant instant = input instanceof Number seconds
                    ? Instant.ofEpochSecond(seconds.longValue())
                    : Instant.parse(input.toString());
            return DateTimeFormatter.ofPattern(format == null ? Durations.MOMENT : format.toString(), Locale.ENGLISH)
                    .format(instant.atZone(zone));
        } catch (DateTimeException e) {
            throw call.wrong("not a time: '" + SafeText.cut(SafeText.isolated(input.toString()), 40) + "'");
        } catch (IllegalArgumentException e) {
            throw call.wrong("not a date format: '" + format + "'");
        }
    }

    /** Writes template values as JSON, and checks that a text is JSON. */
    static final class PlainJson {
        private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
        private static final ObjectMapper READER =
                new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

        private PlainJson() {}

        static JsonNode of(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                ObjectNode node = JSON.objectNode();
                map.forEach((name, each) -> node.set(String.valueOf(name), of(each)));
                return node;
            }
            if (value instanceof Iterable<?> list) {
                ArrayNode node = JSON.arrayNode();
                list.forEach(each -> node.add(of(each)));
                return node;
            }
            if (value instanceof Boolean flag) {
                return JSON.booleanNode(flag);
            }
            return value instanceof Number number
                    ? JSON.numberNode(new BigDecimal(number.toString()))
                    : value == null ? JSON.nullNode() : JSON.textNode(value.toString());
        }

        /** Throws InvalidInput if the text is not JSON. */
        static void check(String text) {
            try {
                READER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new InvalidInput(
                        "the result is not JSON: " + SafeText.isolated(e.getOriginalMessage())
                                + (e.getLocation() == null
                                        ? ""
                                        : ", in line " + e.getLocation().getLineNr()),
                        "write \"{{ title }}\" for a text, {{ offers | json }} for any other value; if the body is not JSON, set"
                                + " the header Content-Type");
            }
        }
    }
}
