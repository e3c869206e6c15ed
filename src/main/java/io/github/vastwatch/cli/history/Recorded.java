package io.github.vastwatch.cli.history;

import io.github.vastwatch.cli.console.ConfigOption;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Replay;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.Suggestion;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.History;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is recorded of a watch in a span.
 *
 * @param polls all answers of the span, and those before it that a threshold of the watch looks back to
 * @param runs those of offers that the watch may admit
 */
public record Recorded(WatchHistory history, List<RecordedPoll> polls, List<Run> runs) {
    /** What commands say where the record is empty. */
    static final String NOTHING =
            "nothing is recorded of that time; 'vastwatch run' records what it sees, and 'vastwatch record import'"
                    + " adds dumps of offers";

    /** Less says little about a market that has its hours. */
    private static final Duration ENOUGH = Duration.ofDays(1);

    /** How many alerts a day are read, not muted. */
    private static final double WELCOME = 2;

    static Recorded read(History store, Watch watch, Span span) {
        Span whole = watch.moving()
                .map(moving -> new Span(span.from().minus(moving.window()), span.to()))
                .orElse(span);
        List<RecordedPoll> polls = store.polls(whole);
        WatchHistory.Reader reader = new WatchHistory.Reader(watch, span, polls);
        List<Run> runs = new ArrayList<>();
        store.runs(whole, reader.keys(), run -> {
            reader.accept(run);
            if (Replay.mayAdmit(watch, run)) {
                runs.add(run);
            }
        });
        return new Recorded(reader.history(), polls, runs);
    }

    /**
     * The threshold with which a watch would have alerted twice on each day of the last two weeks; empty where less than a
     * day of all that its query admits is recorded, or there is no state to read.
     */
    public static Optional<Suggestion.Rate> suggestion(StateLocation state, Watch watch, Instant now) {
        try {
            Optional<Store> present = Store.readingIfAny(state);
            return present.isEmpty() ? Optional.empty() : suggestion(present.get(), watch, now);
        } catch (IOException | StoreFailure e) {
            return Optional.empty();
        }
    }

    private static Optional<Suggestion.Rate> suggestion(Store present, Watch watch, Instant now) {
        try (Store store = present) {
            return span(store.history(), "14d", now.truncatedTo(ChronoUnit.MILLIS))
                    .map(span -> read(store.history(), watch, span))
                    .filter(recorded -> recorded.history().whole().length().compareTo(ENOUGH) >= 0)
                    .flatMap(recorded -> new Suggestion(
                                    recorded.replay(), recorded.history(), recorded.polls(), answers -> {})
                            .nearest(WELCOME));
        }
    }

    Replay replay() {
        return Replay.of(history.watch(), polls, history.span().from(), runs);
    }

    /** The answers that the watch itself was evaluated with. */
    Replay ownReplay() {
        Watch watch = history.watch();
        Instant first = Replay.firstOf(watch, polls).orElse(Instant.MAX);
        return Replay.of(watch, polls, first, runs);
    }

    /** The time to look at, with this moment, as far as it is recorded; empty where none of it is. */
    static Optional<Span> span(History store, String since, Instant now) {
        Instant from = now.minus(Amounts.duration(since));
        return all(store, now).map(all -> new Span(all.from().isAfter(from) ? all.from() : from, all.to()));
    }

    /** All the time that is recorded; empty where none is. */
    static Optional<Span> all(History store, Instant now) {
        return store.since().filter(from -> !from.isAfter(now)).map(from -> new Span(from, now.plusMillis(1)));
    }

    /**
     * A watch of the config by its name, or of another config file.
     *
     * @param name that of the watch in a file with several; empty where it must have one only
     */
    static Watch watch(ConfigOption config, String what, Optional<String> name) throws Exception {
        Optional<Config> here = config.readIfThere();
        Predicate<Watch> isNamed = watch -> watch.name().equals(what);
        Optional<Watch> known = here.stream()
                .flatMap(each -> each.watches().stream())
                .filter(isNamed)
                .findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        Path path = Path.of(what);
        if (!Files.isRegularFile(path)) {
            return here.orElseGet(() -> {
                        throw new InvalidInput("there is no config, and no file '" + what + "'");
                    })
                    .watch(what);
        }
        List<Watch> watches = ConfigOption.other(what).read().watches();
        return watches.stream()
                .filter(watch -> watches.size() == 1 || name.equals(Optional.of(watch.name())))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        what + " has several watches: "
                                + watches.stream().map(Watch::name).collect(Collectors.joining(", ")),
                        name.map(each -> "none of them is called '" + each + "'")
                                .orElse("name one, with -c " + what)));
    }
}
