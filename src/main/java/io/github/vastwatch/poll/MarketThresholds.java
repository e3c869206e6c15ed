package io.github.vastwatch.poll;

import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.history.PriceWindow;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the thresholds that follow the market, by what is recorded until now. */
final class MarketThresholds {
    private static final Logger LOG = LoggerFactory.getLogger(MarketThresholds.class);
    private static final Duration HOLDS = Duration.ofMinutes(1);

    private final Store store;
    private final ActiveWatches activeWatches;
    private final Clock clock;
    /** Shared by watches of the same offers. */
    private final Map<Market, PriceWindow> windows = new HashMap<>();

    private Map<String, MarketThreshold> thresholds = Map.of();
    private List<Watch> moved = List.of();
    private Instant movedAt = Instant.MIN;
    private boolean hasFailed;

    /** Which values of which offers count, and how far back. */
    private record Market(Question question, Metric metric, Duration window) {
        static Market of(Watch watch, MovingThreshold moving) {
            return new Market(watch.question(), moving.metric(), moving.window());
        }
    }

    MarketThresholds(Store store, ActiveWatches activeWatches, Clock clock) {
        this.store = store;
        this.activeWatches = activeWatches;
        this.clock = clock;
    }

    /**
     * Moves the thresholds, once a minute and after an edit. If the record cannot be read, they stay where they are.
     *
     * @param dryRun whether nothing is written
     */
    void move(boolean dryRun) {
        Instant now = clock.instant();
        List<Watch> watches = activeWatches.all();
        boolean isFresh = Duration.between(movedAt, now).abs().compareTo(HOLDS) < 0 && watches.equals(moved);
        if (isFresh || watches.stream().allMatch(watch -> watch.moving().isEmpty())) {
            return;
        }
        try {
            read(watches, now);
            if (take(watches, now, dryRun)) {
                moved = activeWatches.all();
                movedAt = now;
                hasFailed = false;
            } else {
                move(dryRun);
            }
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            if (!hasFailed) {
                LOG.error("thresholds that follow the market stay where they are ({})", e.getMessage());
            }
            hasFailed = true;
        } catch (RuntimeException e) {
            if (!hasFailed) {
                LOG.error("thresholds that follow the market stay where they are (bug)", e);
            }
            hasFailed = true;
        }
    }

    private boolean take(List<Watch> watches, Instant now, boolean dryRun) {
        Map<String, MarketThreshold> before = moved.isEmpty() ? store.watches().marketThresholds() : thresholds;
        Map<String, MarketThreshold> next = new HashMap<>();
        for (Watch watch : watches) {
            watch.moving().ifPresent(moving -> {
                PriceWindow window = windows.get(Market.of(watch, moving));
                if (window != null) {
                    window.advance(now);
                    next.put(
                            watch.name(),
                            MarketThreshold.of(moving, window, Optional.ofNullable(before.get(watch.name())), now));
                }
            });
        }
        if (!activeWatches.move(watches, next)) {
            return false;
        }
        activeWatches.all().forEach(watch -> report(watch, before, next));
        boolean isLike = before.keySet().equals(next.keySet())
                && next.entrySet().stream()
                        .allMatch(each -> each.getValue().isLike(before.getOrDefault(each.getKey(), each.getValue())));
        if (isLike) {
            // What was seen changes by little each minute.
            thresholds = before;
        } else {
            thresholds = next;
            if (!dryRun) {
                store.watches().moved(next);
            }
        }
        return true;
    }

    private void report(Watch watch, Map<String, MarketThreshold> before, Map<String, MarketThreshold> now) {
        MarketThreshold market = now.get(watch.name());
        if (market == null) {
            return;
        }
        boolean isNew = moved.isEmpty() || before.get(watch.name()) == null;
        boolean wasKnown = Optional.ofNullable(before.get(watch.name()))
                .flatMap(MarketThreshold::threshold)
                .isPresent();
        String seen = Share.percent(market.seen(), 0) + " of " + Durations.of(market.window()) + " seen";
        if (market.threshold().isEmpty() && (isNew || wasKnown)) {
            LOG.atInfo()
                    .addKeyValue("watch", watch.name())
                    .log(
                            "watch '{}': {} is not known yet ({}); until then {}",
                            watch.name(),
                            market.following(),
                            seen,
                            watch.isWaiting() ? "it asks for the market alone, and sends nothing" : watch.threshold());
        } else if (market.threshold().isPresent() && (isNew || !wasKnown)) {
            LOG.atInfo()
                    .addKeyValue("watch", watch.name())
                    .log("watch '{}': {} is {} now ({})", watch.name(), market.following(), watch.threshold(), seen);
        }
    }

    /** Adds what an answer has just added to the record. */
    void add(Recording recording) {
        windows.values().forEach(window -> window.add(recording));
    }

    /** When an answer last showed all that the query of a watch admits. */
    Optional<Instant> lastScan(Watch watch) {
        return watch.moving()
                .flatMap(moving -> Optional.ofNullable(windows.get(Market.of(watch, moving))))
                .flatMap(PriceWindow::lastAnswer);
    }

    /** Reads the record for the windows that are new, all in one pass, and forgets the others. */
    private void read(List<Watch> watches, Instant now) {
        windows.values().removeIf(PriceWindow::isStale);
        Map<Market, PriceWindow> used = new HashMap<>();
        Map<Market, PriceWindow> unread = new HashMap<>();
        for (Watch watch : watches) {
            watch.moving().ifPresent(moving -> {
                Market market = Market.of(watch, moving);
                PriceWindow known = windows.get(market);
                if (known != null) {
                    used.put(market, known);
                } else {
                    unread.computeIfAbsent(market, each -> new PriceWindow(watch, moving.window()));
                }
            });
        }
        windows.keySet().retainAll(used.keySet());
        if (!unread.isEmpty()) {
            long began = System.nanoTime();
            store.history().flush();
            read(
                    unread.values(),
                    longest(unread.values().stream()
                            .map(window -> window.toRead(now))
                            .toList()),
                    now);
            windows.putAll(unread);
            LOG.debug(
                    "read the record for {} thresholds in {} ms",
                    unread.size(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        }
    }

    private void read(Collection<PriceWindow> unread, Span longest, Instant now) {
        Map<OfferKey, List<PriceWindow>> readers = new HashMap<>();
        Function<OfferKey, List<PriceWindow>> find = key -> readers.computeIfAbsent(
                key,
                each -> unread.stream().filter(window -> window.mayRead(each)).toList());
        store.history()
                .runs(
                        longest,
                        key -> !find.apply(key).isEmpty(),
                        run -> find.apply(run.key()).forEach(window -> window.read(run)));
        List<RecordedPoll> polls = store.history()
                .polls(longest, question -> unread.stream().anyMatch(window -> window.isWhole(question)));
        Set<Question> questions = polls.stream().map(RecordedPoll::asked).collect(Collectors.toSet());
        Map<Set<Question>, PriceWindow.Answers> answers = new HashMap<>();
        unread.forEach(window -> window.start(
                answers.computeIfAbsent(
                        questions.stream().filter(window::isWhole).collect(Collectors.toSet()),
                        whole -> new PriceWindow.Answers(polls.stream()
                                .filter(poll -> whole.contains(poll.asked()))
                                .toList())),
                now));
    }

    private static Span longest(List<Span> spans) {
        Span longest = spans.get(0);
        for (Span span : spans) {
            longest = span.from().isBefore(longest.from()) ? span : longest;
        }
        return longest;
    }
}
