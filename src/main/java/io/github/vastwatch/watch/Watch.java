package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a user asked to be told of.
 *
 * @param diskGb disk that prices include, in GB
 * @param sla the service level whose fee prices include
 * @param channels names of the channels to tell
 * @param until from when on it is done, if ever
 * @param alerts which matches are told, and when
 */
public record Watch(
        String name,
        boolean enabled,
        Query query,
        RentalType type,
        int diskGb,
        Optional<Sla> sla,
        Threshold threshold,
        Schedule schedule,
        Optional<Instant> until,
        List<String> channels,
        Rent rent,
        AlertSettings alerts) {
    /** What a name of a watch or a channel looks like, as a regular expression. */
    public static final String NAME_SHAPE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern NAME = Pattern.compile(NAME_SHAPE);

    public Watch {
        checkName(name);
        channels = List.copyOf(channels);
    }

    /** A watch without a service level that says nothing of its alerts. */
    public Watch(
            String name,
            boolean enabled,
            Query query,
            RentalType type,
            int diskGb,
            Threshold threshold,
            Schedule schedule,
            Optional<Instant> until,
            List<String> channels,
            Rent rent) {
        this(
                name,
                enabled,
                query,
                type,
                diskGb,
                Optional.empty(),
                threshold,
                schedule,
                until,
                channels,
                rent,
                AlertSettings.usual(query, type));
    }

    /** Names go into subjects, keys and logs: letters, digits, points, dashes and underscores, 64 at most. */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInput(
                    "not a name: '" + name + "'",
                    "use letters, digits, '.', '-' and '_', 64 at most, a letter or digit first");
        }
    }

    /** What to ask the market. */
    public Question question() {
        return Question.of(query, type, diskGb, threshold.metric().field()).withSla(sla);
    }

    /**
     * The threshold to narrow a question by: with the slack that is always added it lets through whatever is within this
     * watch's own.
     */
    public Threshold reach() {
        BigDecimal more = alerts.slack().subtract(Threshold.SLACK);
        return more.signum() > 0 ? threshold.loosened(more) : threshold;
    }

    /** How long it is from one time to the next, looking ahead from {@code now}; empty where there is no next. */
    public Optional<Duration> interval(Instant now) {
        return schedule.next(now).flatMap(first -> schedule.next(first).map(second -> Duration.between(first, second)));
    }

    /** Whether an offer of the answer to {@code asked} is what the user wants. */
    public boolean admits(Offer offer, Question asked) {
        return question().matches(offer, asked) && threshold.admits(offer);
    }

    /** How long it may not see the market whole, from {@code now} on, until that is trouble. */
    public Duration patience(Instant now) {
        return alerts.noticeRules().trouble().patience(this, now);
    }

    /** Whom to tell of trouble. */
    public List<String> troubleChannels() {
        List<String> own = alerts.noticeRules().trouble().channels();
        return own.isEmpty() ? channels : own;
    }

    /** The same with other settings of its alerts. */
    public Watch with(AlertSettings others) {
        return new Watch(name, enabled, query, type, diskGb, sla, threshold, schedule, until, channels, rent, others);
    }

    /** When it is next due after {@code after}; empty when it is disabled or done. */
    public Optional<Instant> next(Instant after) {
        return enabled
                ? schedule.next(after).filter(next -> until.map(next::isBefore).orElse(true))
                : Optional.empty();
    }
}
