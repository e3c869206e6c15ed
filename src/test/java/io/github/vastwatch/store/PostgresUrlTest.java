package io.github.vastwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresUrlTest {
    @Test
    void readsWhatPostgresqlsOwnProgramsRead() {
        String text = "postgresql://vast%40watch@db1.example.org,db2.example.org:5433/state%20of"
                + "?sslmode=verify-full&connect_timeout=3&application_name=watch+er&target_session_attrs=read-write";

        assertThat(PostgresUrl.parse(text))
                .isEqualTo(new PostgresUrl(
                        text,
                        "vast@watch",
                        "db1.example.org,db2.example.org:5433",
                        "state of",
                        Map.of(
                                "sslmode",
                                "verify-full",
                                "connectTimeout",
                                "3",
                                "ApplicationName",
                                "watch+er",
                                "targetServerType",
                                "primary"),
                        Optional.empty()));
        assertThat(PostgresUrl.parse("postgres://me@[::1]:5433/state?sslrootcert=system"))
                .isEqualTo(new PostgresUrl(
                        "postgres://me@[::1]:5433/state?sslrootcert=system",
                        "me",
                        "[::1]:5433",
                        "state",
                        Map.of("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"),
                        Optional.empty()));
    }

    @Test
    void showsNoPassword() {
        StateLocation location =
                StateLocation.parse("postgresql://me@db/state", Path::of).with(new Secret("hunter2"));

        assertThat(location).hasToString("postgresql://me@db/state");
        assertThat(location.postgres().orElseThrow()).hasToString("postgresql://me@db/state");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "postgresql://me:hunter2@db/state, the URL of the state has a password in it",
                "postgresql://me:hunter2@db, the URL of the state has a password in it",
                "postgresql://me@db/state?password=hunter2, the URL of the state has a password in it",
                "postgresql://me@db/state?sslpassword=hunter2, the URL of the state has a password in it",
                "postgresql:me:hunter2@db, not the URL of a PostgreSQL database",
                "jdbc:postgresql://db/state?user=me&password=hunter2, not a state",
                "postgresql://db/state, the URL of the state names no user",
                "postgresql://me@db, the URL of the state names no database",
                "postgresql://me@/state, the URL of the state names no host",
                "\"postgresql://me@db,/state\", the URL of the state names no host",
                "postgresql://me@db:port/state, not a host of a PostgreSQL database: 'db:port'",
                "postgresql://me@db/state?sslmod=x, the URL of the state has a parameter that vastwatch does not know: 'sslmod'",
                "postgresql://me@db/state?currentSchema=x, the URL of the state has a parameter that vastwatch does not know: 'currentSchema'",
                "postgresql://me@db/state?target_session_attrs=best, not a value of target_session_attrs: 'best'",
                "postgresql://m%e@db/state, a percent sign in the URL of the state begins no character"
            })
    void refusesTheRestAndRepeatsNoPassword(String text, String message) {
        assertThatThrownBy(() -> StateLocation.parse(text, Path::of))
                .isInstanceOf(InvalidInput.class)
                .hasMessage(message);
    }
}
