package io.github.vastwatch.cli.paste;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.RentalType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The JSON of a request to Vast.ai, in {@code q} or flat, alone or in a line of curl or of a program. Its numbers are in
 * the wire's units.
 */
final class RequestBody {
    /** What the server prices where allocated_storage is not given. */
    private static final int DISK_GB = 8;

    private static final Pattern ENCODED = Pattern.compile("[?&]q=(%7B[^\\s\"'&]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern KEY = Pattern.compile("(?i)authorization|bearer|api_?key");
    /** A text in a query that needs quotes to stay one value. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.+-]+");

    /** As Python and JavaScript write objects, too. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final PastedSearch.Draft draft = new PastedSearch.Draft();

    private RequestBody() {}

    static boolean isIn(String text) {
        return !text.matches("(?s).*\\bsearch\\s+(offers|instances)\\b.*")
                && (text.contains("{") || ENCODED.matcher(text).find());
    }

    /**
     * Reads the first object in a text that is a search.
     *
     * @throws InvalidInput when there is none, or it holds what a watch cannot ask
     */
    static PastedSearch.Draft read(String text) {
        RequestBody body = new RequestBody();
        body.draft.hasDefaults = false;
        body.filters(searched(decoded(text)));
        body.draft.onDisk(DISK_GB, ", the server's default without allocated_storage");
        if (KEY.matcher(text).find()) {
            body.draft.notes.add(PastedSearch.KEY_LEFT_OUT);
        }
        return body.draft;
    }

    private static String decoded(String text) {
        Matcher encoded = ENCODED.matcher(text);
        return (encoded.find() ? URLDecoder.decode(encoded.group(1), StandardCharsets.UTF_8) : text)
                .replace("\\\"", "\"")
                .replaceAll("(?<=[:\\[,]\\s{0,9})True\\b", "true")
                .replaceAll("(?<=[:\\[,]\\s{0,9})False\\b", "false")
                .replaceAll("(?<=[:\\[,]\\s{0,9})None\\b", "null");
    }

    private static JsonNode searched(String text) {
        Optional<String> broken = Optional.empty();
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
            try {
                JsonNode node = JSON.readTree(text.substring(at));
                JsonNode inner = node.path("body").isObject() ? node.path("body") : node;
                if (inner.path("q").isObject()) {
                    return inner.path("q");
                }
                if (isSearch(inner)) {
                    return inner;
                }
            } catch (JsonProcessingException e) {
                int offset = (int) Math.max(0, e.getLocation().getCharOffset());
                String rest = text.substring(Math.min(text.length(), at + offset));
                broken = broken.or(() -> Optional.of(rest.split("[\\s,}\\]]", 2)[0]));
            }
        }
        throw broken.map(word -> new InvalidInput(
                        word.isEmpty()
                                ? "the JSON breaks off"
                                : "the JSON cannot be read at '" + PastedSearch.shown(word) + "'",
                        "paste it whole, with values in place of variables"))
                .orElseGet(() -> new InvalidInput(
                        "there is no search in the JSON",
                        "a search has filters such as \"gpu_name\": {\"eq\": \"L4\"}"));
    }

    private static boolean isSearch(JsonNode node) {
        return node.isObject()
                && names(node).stream().anyMatch(name -> Field.named(name).isPresent());
    }

    private static List<String> names(JsonNode node) {
        return node instanceof ObjectNode object
                ? object.properties().stream().map(Map.Entry::getKey).toList()
                : List.of();
    }

    private void filters(JsonNode query) {
        for (String name : names(query)) {
            JsonNode value = query.path(name);
            switch (name) {
                case "type" -> draft.type = RentalType.parse(value.asText());
                case "order" -> draft.order = Optional.of(order(value)).filter(text -> !text.isEmpty());
                case "allocated_storage" -> draft.disk(name, value.asText());
                case "target_reliability" ->
                    draft.leftOut(name, "write target_reliability: " + value.asText() + " beside the query");
                case "limit" -> draft.leftOut("limit " + value.asText(), "a watch sees every match");
                case "select_cols", "disable_bundling", "resource_type", "extra_ids", "client_id" ->
                    draft.leftOut(name, "it means nothing to a watch");
                default -> filter(name, value);
            }
        }
    }

    private static String order(JsonNode value) {
        return StreamSupport.stream(value.spliterator(), false)
                .map(key -> key.isArray()
                        ? key.path(0).asText() + (key.path(1).asText().equals("desc") ? "-" : "")
                        : key.asText())
                .collect(Collectors.joining(","));
    }

    private void filter(String name, JsonNode value) {
        Field field = InvalidInput.inPart(0, () -> Field.named(name).orElseGet(() -> Field.parse(name)));
        if (!value.isObject()) {
            clause(field, value.isArray() ? Operator.IN : Operator.EQ, value);
        }
        for (String written : names(value)) {
            Operator operator = Operator.of(written)
                    .orElseThrow(() -> new InvalidInput(
                            "unknown operator '" + written + "' for " + name, "one of eq neq gt gte lt lte in notin"));
            clause(field, operator, value.path(written));
        }
    }

    private void clause(Field field, Operator operator, JsonNode value) {
        String text = value.isArray()
                ? StreamSupport.stream(value.spliterator(), false)
                        .map(each -> written(field, each))
                        .collect(Collectors.joining(",", "[", "]"))
                : written(field, value);
        draft.clauses.add(field + operator.symbol() + text);
    }

    /** A value in the query language: with the wire's unit where the language has another. */
    private static String written(Field field, JsonNode value) {
        String text = value.asText();
        if (field.type() == Field.Type.VERSION && text.matches("\\d{7,10}")) {
            int number = Integer.parseInt(text);
            return number / 1_000_000 + "." + number / 1000 % 1000 + "." + number % 1000;
        }
        if (text.matches("-?[\\d.]+([eE][+-]?\\d+)?") && field.multiplier() > 1) {
            return text + (field == Field.DURATION ? "s" : "MB");
        }
        String joined = text.replace(' ', '_');
        return PLAIN.matcher(joined).matches() ? joined : "\"" + text + "\"";
    }
}
