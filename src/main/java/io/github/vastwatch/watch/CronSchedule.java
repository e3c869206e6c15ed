package io.github.vastwatch.watch;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in a time zone. The library finds local times, and this class maps them to instants: time is split
 * into periods of one offset, so that a local time that does not exist is due when the clock jumps over it, and one
 * that comes twice is due twice only for expressions that mean an interval.
 */
final class CronSchedule implements Schedule {
    /** A cron without an occurrence within this many changes of offset (two per year) has none. */
    private static final int MOST_STRETCHES = 20;

    /** Any instant before a 29th of February. */
    private static final Instant LEAP_YEAR = Instant.parse("2024-01-01T00:00:00Z");

    private final String expression;
    private final ZoneId zone;
    private final ExecutionTime times;
    private final boolean meansInterval;

    private CronSchedule(String expression, ZoneId zone, Cron cron) {
        this.expression = expression;
        this.zone = zone;
        this.times = ExecutionTime.forCron(cron);
        String[] fields = expression.split("\\s+");
        int minute = fields.length == 5 ? 0 : 1;
        this.meansInterval = isInterval(fields[minute]) || isInterval(fields[minute + 1]);
    }

    private static boolean isInterval(String field) {
        return field.contains("*") || field.contains("/") || field.contains("-");
    }

    static CronSchedule parse(String expression, ZoneId zone) {
        String trimmed = fields(expression.strip());
        int fields = trimmed.isEmpty() ? 0 : trimmed.split("\\s+").length;
        if (fields < 5 || fields > 7) {
            throw new InvalidInput(
                    "a cron has five fields, or six or seven with seconds: '" + expression + "'",
                    "write it as \"*/5 7-22 * * *\"");
        }
        CronType type = fields == 5 ? CronType.UNIX : CronType.QUARTZ;
        Cron cron;
        try {
            cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type))
                    .parse(trimmed)
                    .validate();
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("not a cron: '" + expression + "'", String.valueOf(e.getMessage()));
        }
        CronSchedule schedule = new CronSchedule(trimmed, zone, cron);
        if (schedule.nextLocal(LEAP_YEAR, ZoneOffset.UTC).isEmpty()) {
            throw new InvalidInput(
                    "this cron expression never matches: '" + expression + "'",
                    "its fields exclude each other; they are " + (fields == 5 ? "" : "second ")
                            + "minute hour day month weekday" + (fields == 7 ? " year" : ""));
        }
        return schedule;
    }

    /** The expressions of cron's nicknames. */
    private static String fields(String expression) {
        return switch (expression.toLowerCase(Locale.ROOT)) {
            case "@hourly" -> "0 * * * *";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@weekly" -> "0 0 * * 0";
            case "@monthly" -> "0 0 1 * *";
            case "@yearly", "@annually" -> "0 0 1 1 *";
            default -> {
                if (expression.startsWith("@")) {
                    throw new InvalidInput(
                            "no cron is called '" + expression + "'",
                            expression.toLowerCase(Locale.ROOT).startsWith("@every ")
                                    ? "write every: "
                                            + expression
                                                    .substring("@every ".length())
                                                    .strip() + " in place of cron"
                                    : "there are @hourly, @daily, @weekly, @monthly and @yearly");
                }
                yield expression;
            }
        };
    }

    @Override
    public Optional<Instant> next(Instant after) {
        Instant from = after;
        for (int i = 0; i < MOST_STRETCHES; i++) {
            ZoneOffset offset = zone.getRules().getOffset(from);
            @Nullable ZoneOffsetTransition change = zone.getRules().nextTransition(from);
            @Nullable Instant end = change == null ? null : change.getInstant();
            Optional<Instant> found = inStretch(from, offset);
            if (found.isPresent() && (end == null || found.get().isBefore(end))) {
                return found;
            }
            if (change == null || end == null) {
                return Optional.empty();
            }
            if (change.isGap() && hasLocalTimeIn(change)) {
                return Optional.of(end);
            }
            // Just before the change, so that the instant of the change counts as after.
            from = end;
            if (isDueAt(end, change)) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }

    /** The first occurrence after {@code from}, as if the offset never changed again. */
    private Optional<Instant> inStretch(Instant from, ZoneOffset offset) {
        Optional<Instant> found = nextLocal(from, offset);
        @Nullable ZoneOffsetTransition before = zone.getRules().previousTransition(from.plusNanos(1));
        while (found.isPresent() && before != null && before.isOverlap() && !meansInterval) {
            LocalDateTime local = LocalDateTime.ofInstant(found.get(), offset);
            if (!local.isBefore(before.getDateTimeBefore())) {
                break;
            }
            found = nextLocal(found.get(), offset);
        }
        return found;
    }

    private Optional<Instant> nextLocal(Instant from, ZoneOffset offset) {
        return times.nextExecution(from.truncatedTo(ChronoUnit.SECONDS).atZone(offset))
                .map(ZonedDateTime::toInstant);
    }

    private boolean hasLocalTimeIn(ZoneOffsetTransition gap) {
        ZonedDateTime before = gap.getDateTimeBefore().atZone(ZoneOffset.UTC).minusSeconds(1);
        return times.nextExecution(before)
                .map(next -> next.toLocalDateTime().isBefore(gap.getDateTimeAfter()))
                .orElse(false);
    }

    private boolean isDueAt(Instant moment, ZoneOffsetTransition change) {
        if (change.isOverlap() && !meansInterval) {
            return false;
        }
        ZoneOffset offset = change.getOffsetAfter();
        return nextLocal(moment.minusSeconds(1), offset).map(moment::equals).orElse(false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CronSchedule cron && expression.equals(cron.expression) && zone.equals(cron.zone);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return "cron " + expression + " " + zone;
    }
}
