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
 * What a user wants to be alerted about.
 *
 * @param diskGb disk that prices include, in GB
 * @param sla the service level whose fee prices include
 * @param workload whose cost messages show, and thresholds can be on
 * @param threshold when an offer is worth an alert; of one that follows the market, where it is now
 * @param moving how it follows the market, if it does
 * @param channels names of the channels to notify
 * @param until when it ends, if ever
 * @param alerts what is sent, and when
 */
public record Watch(
        String name,
        boolean enabled,
        Query query,
        RentalType type,
        int diskGb,
        Optional<Sla> sla,
        Optional<Workload> workload,
        Threshold threshold,
        Optional<MovingThreshold> moving,
        Schedule schedule,
        Optional<Instant> until,
        List<String> channels,
        Rent rent,
        AlertSettings alerts) {
    /** The pattern of names of watches and channels. */
    public static final String NAME_SHAPE = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private static final Pattern NAME = Pattern.compile(NAME_SHAPE);

    public Watch {
        checkName(name);
        channels = List.copyOf(channels);
    }

    /** A watch with default settings. */
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
                Optional.empty(),
                threshold,
                Optional.empty(),
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

    /** The question to the market. */
    public Question question() {
        return Question.of(query, type, diskGb, threshold.metric().field()).withSla(sla);
    }

    /**
     * The threshold for questions: with the slack that is always added, it matches everything within this
     * watch's own.
     */
    public Threshold reach() {
        BigDecimal more = alerts.slack().subtract(Threshold.SLACK);
        return more.signum() > 0 ? threshold.loosened(more) : threshold;
    }

    /** The interval between the next two times after {@code now}, or between two scans; empty if there are none. */
    public Optional<Duration> interval(Instant now) {
        Optional<Duration> interval = schedule.next(now)
                .flatMap(first -> schedule.next(first).map(second -> Duration.between(first, second)));
        return isWaiting() ? interval.flatMap(this::scanInterval) : interval;
    }

    /**
     * How often all that the query admits is asked for; empty if the threshold does not follow the market.
     *
     * @param interval of its schedule
     */
    public Optional<Duration> scanInterval(Duration interval) {
        return moving.map(MovingThreshold::scanInterval).map(scan -> scan.compareTo(interval) > 0 ? scan : interval);
    }

    /** Whether an offer of the answer to {@code asked} satisfies the query. */
    public boolean matches(Offer offer, Question asked) {
        return question().matches(offer, asked) && threshold.matches(offer);
    }

    /** How long the complete market may be invisible, from {@code now} on, until that is an incident. */
    public Duration incidentDelay(Instant now) {
        return alerts.noticeRules().incidents().delay(interval(now));
    }

    /** The channels that report its incidents. */
    public List<String> incidentChannels() {
        List<String> own = alerts.noticeRules().incidents().channels();
        return own.isEmpty() ? channels : own;
    }

    /** This watch with other alert settings. */
    public Watch with(AlertSettings others) {
        return new Watch(
                name, enabled, query, type, diskGb, sla, workload, threshold, moving, schedule, until, channels, rent,
                others);
    }

    /** This watch with another threshold. */
    public Watch with(Threshold other) {
        return new Watch(
                name, enabled, query, type, diskGb, sla, workload, other, moving, schedule, until, channels, rent,
                alerts);
    }

    /** This watch with a threshold that does not follow the market. */
    public Watch fixed(Threshold other) {
        return new Watch(
                name,
                enabled,
                query,
                type,
                diskGb,
                sla,
                workload,
                other,
                Optional.empty(),
                schedule,
                until,
                channels,
                rent,
                alerts);
    }

    /** This watch with a threshold that follows the market, and is not known yet. */
    public Watch following(MovingThreshold market) {
        return new Watch(
                name,
                enabled,
                query,
                type,
                diskGb,
                sla,
                workload,
                market.unresolved(),
                Optional.of(market),
                schedule,
                until,
                channels,
                rent,
                alerts);
    }

    /** Whether it follows the market and has no threshold yet, so that it asks for a scan alone, and sends nothing. */
    public boolean isWaiting() {
        return moving.filter(market -> market.isOpen(threshold)).isPresent();
    }

    /** The threshold as it is written in a config. */
    public String thresholdText() {
        return moving.map(MovingThreshold::toString).orElseGet(threshold::toString);
    }

    /** When it is next due after {@code after}; empty if it is disabled or done. */
    public Optional<Instant> next(Instant after) {
        return enabled ? schedule.next(after).filter(this::isActive) : Optional.empty();
    }

    /** Whether it is due when its schedule says so at {@code at}. */
    public boolean isActive(Instant at) {
        return enabled && until.map(at::isBefore).orElse(true);
    }
}
