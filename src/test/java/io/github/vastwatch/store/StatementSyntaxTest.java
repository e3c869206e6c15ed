package io.github.vastwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ParsedSql;
import org.jdbi.v3.core.statement.SqlStatements;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatementSyntaxTest {
    @BeforeAll
    static void loadTheLibraryAsOtherTestsDo() throws IOException {
        // Two copies of it, loaded at once, end the process.
        NativeLibrary.load(StateLocation.MEMORY, true);
    }

    private final Jdbi jdbi = StatementSyntax.register(Jdbi.create("jdbc:sqlite::memory:"));

    @Test
    void aParameterIsNamedOrAQuestionMark() {
        try (Handle handle = jdbi.open()) {
            assertThat(handle.createQuery("select :a_1 || :b || :a_1")
                            .bind("a_1", "x")
                            .bind("b", "y")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("xyx");
            assertThat(handle.select("select ? || ?", "x", "y")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("xy");
        }
    }

    @Test
    void aTextHasNoParameters() {
        try (Handle handle = jdbi.open()) {
            assertThat(handle.createQuery("select 'it''s :a, ? and' || :a || ':a'")
                            .bind("a", "x")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("it's :a, ? andx:a");
        }
    }

    @Test
    void aListHasAParameterForEachValueAndAComparisonIsNone() {
        try (Handle handle = jdbi.open()) {
            assertThat(handle.createQuery("select 1 <:two and 1 <> :two and 'b' in (<names>)")
                            .bind("two", 2)
                            .bindList("names", List.of("a", "b"))
                            .mapTo(Integer.class)
                            .one())
                    .isEqualTo(1);
        }
    }

    @Test
    void aCastOfPostgresIsNoParameter() {
        try (Handle handle = jdbi.open()) {
            ParsedSql parsed = jdbi.getConfig(SqlStatements.class)
                    .getSqlParser()
                    .parse("select c::regclass, :b", handle.createQuery("").getContext());

            assertThat(parsed.getSql()).isEqualTo("select c::regclass, ?");
            assertThat(parsed.getParameters().getParameterNames()).containsExactly("b");
        }
    }
}
