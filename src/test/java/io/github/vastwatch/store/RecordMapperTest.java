package io.github.vastwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecordMapperTest {
    @BeforeAll
    static void loadTheLibraryAsOtherTestsDo() throws IOException {
        // Two copies of it, loaded at once, end the process.
        NativeLibrary.load(StateLocation.MEMORY, true);
    }

    private final Jdbi jdbi = Columns.register(Jdbi.create("jdbc:sqlite::memory:"));

    record Row(
            @Nullable String name,
            boolean isOpen,
            Optional<Instant> startedAt,
            @Nullable List<String> words) {}

    @Test
    void aColumnIsTheComponentWithoutItsUnderscores() {
        assertThat(rows("select '[\"a\",\"b\"]' as words, 5 as other, 1000 as started_at, 1 as is_open, 'x' as name"
                        + " union all select null, 6, null, 0, null"))
                .containsExactly(
                        new Row("x", true, Optional.of(Instant.ofEpochSecond(1)), List.of("a", "b")),
                        new Row(null, false, Optional.empty(), null));
    }

    @Test
    void aComponentWithoutAColumnIsNamed() {
        assertThatThrownBy(() -> rows("select 'x' as name, 1 as is_open, '[]' as words"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no column for startedAt of Row");
    }

    private List<Row> rows(String select) {
        try (Handle handle = jdbi.open()) {
            return handle.createQuery(select).map(new RecordMapper<>(Row.class)).list();
        }
    }
}
