package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where the thresholds that follow the market are, as the daemon left them in a state.
 *
 * @param thresholds by watch
 */
public record FollowedMarket(Map<String, MarketThreshold> thresholds) {
    public FollowedMarket {
        thresholds = Map.copyOf(thresholds);
    }

    /** Of a state; none of one that is not there or cannot be read. */
    public static FollowedMarket of(StateLocation state) {
        try {
            Optional<Store> present = Store.readingIfAny(state);
            if (present.isEmpty()) {
                return new FollowedMarket(Map.of());
            }
            try (Store store = present.get()) {
                return new FollowedMarket(store.watches().marketThresholds());
            }
        } catch (IOException | StoreFailure e) {
            return new FollowedMarket(Map.of());
        }
    }

    /** Whether the daemon sends nothing of a watch, because its threshold is not known. */
    public boolean isWaiting(Watch watch) {
        return moved(watch).isWaiting();
    }

    /** A watch where its threshold is; without one while that is not known, so that all of its query can be shown. */
    public Watch move(Watch watch) {
        Watch moved = moved(watch);
        return moved.isWaiting() ? moved.with(Threshold.NONE) : moved;
    }

    /** A config with its watches so. */
    public Config move(Config config) {
        return config.with(config.watches().stream().map(this::move).toList());
    }

    private Watch moved(Watch watch) {
        return Optional.ofNullable(thresholds.get(watch.name()))
                .map(market -> market.move(watch))
                .orElse(watch);
    }

    /** Where the threshold of a watch is; empty if it does not follow the market. */
    public Optional<String> words(Watch watch, Instant now) {
        return watch.moving()
                .map(moving -> Optional.ofNullable(thresholds.get(watch.name()))
                                .filter(market -> market.follows(moving))
                                .map(market -> words(market, now))
                                .orElse("not known yet: not scanned yet")
                        + moving.untilKnown()
                                .filter(until -> !isKnown(watch))
                                .map(until -> "; until then " + until)
                                .orElse(""));
    }

    private boolean isKnown(Watch watch) {
        return Optional.ofNullable(thresholds.get(watch.name()))
                .flatMap(MarketThreshold::threshold)
                .isPresent();
    }

    /** {@code dph_total <= 0.2835 since … (2 h ago); 62 % of 14d seen, last scan 40 min ago}. */
    public static String words(MarketThreshold market, Instant now) {
        RelativeTime time = new RelativeTime(now);
        return market.threshold()
                        .map(threshold -> threshold + " since " + time.dated(market.since()) + "; ")
                        .orElse("not known yet: ")
                + Share.percent(market.seen(), 0)
                + " of " + Durations.of(market.window()) + " seen"
                + market.seenAt().map(at -> ", last scan " + time.of(at)).orElse(", no scan lately");
    }
}
