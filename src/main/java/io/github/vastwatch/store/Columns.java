package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.vast.RowUsage;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * How values are kept in columns: moments and durations as milliseconds, true and false as 1 and 0, what can be parsed as
 * text, the rest as JSON.
 */
final class Columns {
    private static final Map<Type, Column> COLUMNS = Stream.of(
                    milliseconds(Instant.class, Instant::toEpochMilli, Instant::ofEpochMilli),
                    milliseconds(Duration.class, Duration::toMillis, Duration::ofMillis),
                    text(LocalDate.class, Object::toString, LocalDate::parse),
                    text(OfferKey.class, Object::toString, OfferKey::parse),
                    text(AlertKind.class, AlertKind::wire, AlertKind::of),
                    text(RowUsage.Limit.class, Object::toString, RowUsage.Limit::parse),
                    json(new GenericType<List<String>>() {}.getType()),
                    json(Alert.class),
                    json(NotificationRecord.class),
                    json(WatchState.class),
                    json(PollOutcome.class),
                    json(WatchStatus.Gap.class),
                    json(MarketThreshold.class),
                    json(DaemonStatus.Refusal.class))
            .collect(Collectors.toUnmodifiableMap(Column::type, column -> column));

    /** How values of a type are kept. */
    private record Column(Type type, int sqlType, Function<Object, Object> write, ColumnMapper<?> read) {}

    private Columns() {}

    static Jdbi register(Jdbi jdbi) {
        COLUMNS.values().forEach(column -> {
            argument(jdbi, column.type(), column.sqlType(), column.write());
            jdbi.registerColumnMapper(column.type(), column.read());
        });
        argument(jdbi, Boolean.class, Types.BIGINT, Columns::number);
        argument(jdbi, boolean.class, Types.BIGINT, Columns::number);
        return jdbi;
    }

    /** A value as a column has it; an empty one is null. */
    static @Nullable Object stored(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof Optional<?> optional) {
            return stored(optional.orElse(null));
        }
        if (value instanceof Boolean) {
            return number(value);
        }
        if (value instanceof BigDecimal) {
            return value.toString();
        }
        @Nullable Column column = COLUMNS.get(value.getClass());
        return column != null ? column.write().apply(value) : value instanceof Enum<?> word ? word.name() : value;
    }

    private static Object number(Object flag) {
        return flag.equals(true) ? 1 : 0;
    }

    private static <T> Column milliseconds(Class<T> type, ToLongFunction<T> write, LongFunction<T> read) {
        return new Column(type, Types.BIGINT, value -> write.applyAsLong(type.cast(value)), (row, column, context) -> {
            long value = row.getLong(column);
            return row.wasNull() ? null : read.apply(value);
        });
    }

    private static <T> Column text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        return new Column(
                type,
                Types.VARCHAR,
                value -> write.apply(type.cast(value)),
                (row, column, context) ->
                        Optional.ofNullable(row.getString(column)).map(read).orElse(null));
    }

    private static Column json(Type type) {
        return new Column(type, Types.VARCHAR, Json::write, (row, column, context) -> {
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
