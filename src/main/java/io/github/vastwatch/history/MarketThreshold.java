package io.github.vastwatch.history;

import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a threshold that follows the market is.
 *
 * @param following how it follows, as the config has it
 * @param threshold where it is; empty while its figure is not known
 * @param since when it came there
 * @param window the time that it looks back
 * @param covered how much of that was seen
 * @param seenAt when an answer last showed all that the query admits; empty if none did lately
 */
public record MarketThreshold(
        String following,
        Optional<Threshold> threshold,
        Instant since,
        Duration window,
        Duration covered,
        Optional<Instant> seenAt) {
    /** Smaller changes of what was seen are not worth a write. */
    private static final int STEPS = 100;

    /** Where a threshold is by a window, after it was somewhere else. */
    public static MarketThreshold of(
            MovingThreshold moving, PriceWindow prices, Optional<MarketThreshold> before, Instant now) {
        Optional<Threshold> threshold = prices.threshold(moving);
        Instant since = before.filter(each -> each.follows(moving) && each.threshold.equals(threshold))
                .map(MarketThreshold::since)
                .orElse(now);
        return new MarketThreshold(
                moving.toString(), threshold, since, moving.window(), prices.covered(), prices.lastAnswer());
    }

    /** Whether it is of a threshold as the config has it. */
    public boolean follows(MovingThreshold moving) {
        return following.equals(moving.toString());
    }

    /** A watch where its threshold is, or as it is while the figure is not known. */
    public Watch move(Watch watch) {
        return watch.moving()
                .filter(this::follows)
                .map(moving -> watch.with(threshold.orElseGet(moving::unresolved)))
                .orElse(watch);
    }

    /** Whether it differs from another one by no more than a little of what was seen. */
    public boolean isLike(MarketThreshold other) {
        return following.equals(other.following)
                && threshold.equals(other.threshold)
                && since.equals(other.since)
                && seenAt.equals(other.seenAt)
                && covered.minus(other.covered).abs().compareTo(window.dividedBy(STEPS)) < 0;
    }

    /** The share of the time that it looks back which was seen. */
    public BigDecimal seen() {
        return BigDecimal.valueOf(covered.toMillis())
                .divide(BigDecimal.valueOf(window.toMillis()), 4, RoundingMode.FLOOR);
    }
}
