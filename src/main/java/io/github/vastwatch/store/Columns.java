package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.vast.RowUsage;
import java.lang.reflect.Type;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** How values are kept in columns: moments and durations as milliseconds, what can be parsed as text, the rest as JSON. */
final class Columns {
    private Columns() {}

    static Jdbi register(Jdbi jdbi) {
        milliseconds(jdbi, Instant.class, Instant::toEpochMilli, Instant::ofEpochMilli);
        milliseconds(jdbi, Duration.class, Duration::toMillis, Duration::ofMillis);
        text(jdbi, LocalDate.class, Object::toString, LocalDate::parse);
        text(jdbi, OfferKey.class, Object::toString, OfferKey::parse);
        text(jdbi, AlertKind.class, AlertKind::wire, AlertKind::of);
        text(jdbi, RowUsage.Limit.class, Object::toString, RowUsage.Limit::parse);
        json(jdbi, new GenericType<List<String>>() {}.getType());
        for (Type type : List.of(
                Alert.class,
                NotificationRecord.class,
                WatchState.class,
                PollOutcome.class,
                WatchStatus.Gap.class,
                DaemonStatus.Refusal.class)) {
            json(jdbi, type);
        }
        return jdbi;
    }

    private static <T> void milliseconds(Jdbi jdbi, Class<T> type, ToLongFunction<T> write, LongFunction<T> read) {
        argument(jdbi, type, Types.BIGINT, value -> write.applyAsLong(type.cast(value)));
        jdbi.registerColumnMapper(type, (row, column, context) -> {
            long value = row.getLong(column);
            return row.wasNull() ? null : read.apply(value);
        });
    }

    private static <T> void text(Jdbi jdbi, Class<T> type, Function<T, String> write, Function<String, T> read) {
        argument(jdbi, type, Types.VARCHAR, value -> write.apply(type.cast(value)));
        jdbi.registerColumnMapper(
                type,
                (row, column, context) ->
                        Optional.ofNullable(row.getString(column)).map(read).orElse(null));
    }

    private static void json(Jdbi jdbi, Type type) {
        argument(jdbi, type, Types.VARCHAR, Json::write);
        jdbi.registerColumnMapper(type, (row, column, context) -> {
            String text = row.getString(column);
            return text == null ? null : Json.read(text, type);
        });
    }

    private static void argument(Jdbi jdbi, Type type, int sqlType, Function<Object, Object> write) {
        // Prepared once for a batch.
        ArgumentFactory.Preparable factory = (actual, config) ->
                actual.equals(type) ? Optional.of(value -> new Written(value, sqlType, write)) : Optional.empty();
        jdbi.registerArgument(factory);
    }

    /** A value on its way into a column. As a record it describes itself; Jdbi would print every other value in advance. */
    private record Written(@Nullable Object value, int sqlType, Function<Object, Object> write) implements Argument {
        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            if (value == null) {
                statement.setNull(position, sqlType);
            } else {
                statement.setObject(position, write.apply(value));
            }
        }
    }
}
