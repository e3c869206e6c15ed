package io.github.vastwatch.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.offer.Query;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What queries mean, one a line of {@code queries.txt}. */
class QueryTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> lines() throws IOException {
        return Files.readAllLines(Path.of("src", "test", "resources", "queries.txt")).stream()
                .filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void meansTheseFilters(String line) throws IOException {
        String[] parts = line.split(" ?⇒ ", 2);
        String text = parts[0].replace("\\t", "\t").replace("\\r", "\r").replace("\\n", "\n");

        Query query = Query.read(text, Query.EVERYTHING).query();

        assertThat(JSON.readTree(Protocol.filters(query).toString())).isEqualTo(JSON.readTree(parts[1]));
        assertThat(Query.read(query.toString(), Query.EVERYTHING).query()).isEqualTo(query);
    }

    @Test
    void coversAtLeast150Spellings() throws IOException {
        assertThat(lines().distinct()).hasSizeGreaterThan(150);
    }
}
