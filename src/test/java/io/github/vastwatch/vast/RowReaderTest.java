package io.github.vastwatch.vast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.ResponseReader.ParsedResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows in any order of keys, with any values, read the same as in the plainest way. */
class RowReaderTest {
    private static final long SEED = 20261127;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNumberLength(2_000).build())
            .build();

    private static final List<String> KEYS = Stream.of(
                    Stream.of(Field.values()).map(Field::wire),
                    Stream.of(Field.values()).flatMap(field -> field.aliases().stream()),
                    Stream.of(
                            "search",
                            "instance",
                            "gpu_ids",
                            "logo",
                            "",
                            "a\\\"b",
                            "\\u0069d",
                            "größe",
                            "num",
                            "x".repeat(300)))
            .flatMap(keys -> keys)
            .toList();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "-1",
            "24564",
            "0.25",
            "-0.5",
            "1e3",
            "1e300",
            "1e-300",
            "NaN",
            "Infinity",
            "123456789012345678901234567890",
            "\"\"",
            "\"RTX 4090\"",
            "\"RTX 4090 \"",
            "\" \"",
            "\"Core\\u2122 i9\"",
            "\"Größe\"",
            "\"-1\"",
            "\"0.5\"",
            "\"Aa\"",
            "\"BB\"",
            "[]",
            "[1,{\"id\":2}]",
            "{}",
            "{\"id\":3}",
            "\"" + "y".repeat(90) + "\"",
            "\"" + "z".repeat(1_001) + "\"",
            "1".repeat(1_001));

    @Test
    void readsAsTheSimpleReaderDoes() throws IOException {
        Random random = new Random(SEED);
        SharedTexts texts = new SharedTexts();
        for (int i = 0; i < 1_000; i++) {
            String answer = answer(random);

            ParsedResponse parsed = read(answer, texts);

            Map<String, Integer> dropped = new TreeMap<>();
            assertThat(parsed.offers().stream().map(Offer::row).toList())
                    .as("seed %d, answer %d: %s", SEED, i, answer)
                    .isEqualTo(simple(answer, dropped));
            assertThat(parsed.dropped()).isEqualTo(dropped);
            assertThat(parsed.failure()).isEmpty();
        }
    }

    private static ParsedResponse read(String answer, SharedTexts texts) {
        return ResponseReader.read(
                new ByteArrayInputStream(answer.getBytes(UTF_8)), RentalType.BID, Instant.EPOCH, texts);
    }

    private static List<Map<Field, Value>> simple(String answer, Map<String, Integer> dropped) throws IOException {
        List<Map<Field, Value>> rows = new ArrayList<>();
        try (JsonParser json = JSON.createParser(answer.getBytes(UTF_8))) {
            while (json.nextToken() != JsonToken.START_ARRAY) {}
            while (json.nextToken() == JsonToken.START_OBJECT) {
                rows.add(new SimpleRowReader(json, dropped).read());
            }
        }
        return rows;
    }

    /** Rows with mostly the same keys, as real ones: some lack a few, have more, or have them in another order. */
    private static String answer(Random random) {
        List<String> keys = new ArrayList<>(KEYS);
        Collections.shuffle(keys, random);
        List<String> usual = keys.subList(0, random.nextInt(keys.size()));
        return IntStream.range(0, random.nextInt(8))
                .mapToObj(i -> row(usual, random))
                .collect(Collectors.joining(random.nextBoolean() ? "," : " , ", "{\"offers\":[", "]}"));
    }

    private static String row(List<String> usual, Random random) {
        List<String> keys = new ArrayList<>(usual);
        if (random.nextInt(3) == 0) {
            keys.removeIf(key -> random.nextInt(10) == 0);
        }
        if (random.nextInt(4) == 0) {
            keys.add(random.nextInt(keys.size() + 1), KEYS.get(random.nextInt(KEYS.size())));
        }
        if (random.nextInt(10) == 0) {
            Collections.shuffle(keys, random);
        }
        if (random.nextInt(20) == 0) {
            IntStream.range(0, 300).forEach(i -> keys.add("more" + i));
        }
        return keys.stream()
                .map(key -> "\"" + key + "\":" + (random.nextBoolean() ? " " : "") + value(key, random))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(String key, Random random) {
        return key.equals("search") && random.nextInt(4) > 0
                ? Stream.of("discountedTotalPerHour", "totalHour", "slaPremiumPerHour")
                        .map(each -> "\"" + each + "\":" + VALUES.get(random.nextInt(VALUES.size())))
                        .collect(Collectors.joining(",", "{", "}"))
                : VALUES.get(random.nextInt(VALUES.size()));
    }

    @Test
    void keepsNoMoreKeysThanRowsHave() throws IOException {
        String row =
                IntStream.range(0, 300).mapToObj(i -> "\"k" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
        RowKeys keys = new RowKeys();

        List<RowKeys.Key> first = keys(keys, row);
        List<RowKeys.Key> second = keys(keys, row);

        assertThat(second.subList(0, 250)).isEqualTo(first.subList(0, 250));
        assertThat(second.subList(250, 300)).hasSize(50).doesNotContainAnyElementsOf(first);
    }

    private static List<RowKeys.Key> keys(RowKeys keys, String row) throws IOException {
        List<RowKeys.Key> read = new ArrayList<>();
        try (JsonParser json = JSON.createParser(row.getBytes(UTF_8))) {
            json.nextToken();
            for (RowKeys.@Nullable Key key = keys.first(json); key != null; key = keys.next(json, key)) {
                read.add(key);
                json.nextToken();
            }
        }
        return read;
    }

    @Test
    void aTextThatAnswersRepeatIsKeptOnce() {
        SharedTexts texts = new SharedTexts();
        String answer = "{\"offers\":[{\"gpu_name\":\"RTX 4090 \"},{\"gpu_name\":\"RTX 4090 \"}]}";

        Value first = name(read(answer, texts), 0);

        assertThat(first).isEqualTo(Value.of("RTX 4090"));
        assertThat(name(read(answer, texts), 1)).isSameAs(first);
    }

    /** The three have the same hash code, and two places. */
    @Test
    void textsThatMeetInThePoolStayApart() {
        SharedTexts texts = new SharedTexts();
        List<String> names = List.of("AaAa", "AaBB", "BBBB", "AaBB", "AaAa", "AaAa");
        String answer = names.stream()
                .map(name -> "{\"gpu_name\":\"" + name + "\"}")
                .collect(Collectors.joining(",", "{\"offers\":[", "]}"));

        ParsedResponse parsed = read(answer, texts);

        assertThat(IntStream.range(0, 6).mapToObj(i -> name(parsed, i)).toList())
                .isEqualTo(names.stream().map(Value::of).toList());
        assertThat(name(parsed, 3)).isSameAs(name(parsed, 1));
        assertThat(name(parsed, 5)).isSameAs(name(parsed, 4));
    }

    private static Value name(ParsedResponse parsed, int row) {
        return parsed.offers().get(row).row().getOrDefault(Field.GPU_NAME, Value.Null.NULL);
    }
}
