package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/**
 * How a command asks Vast.ai: the rows that it reads are counted in the state of the config, beside a daemon or without
 * one. It asks while the quota of rows is used up only with --force.
 */
public final class ForceOption {
    @Option(
            names = "--force",
            description = "Ask even though Vast.ai has refused, because the quota of rows for the day is used up.")
    private boolean force;

    public boolean isGiven() {
        return force;
    }

    /** A client whose rows are counted together with the daemon's, and that respects the same pause. */
    public static VastClient countedClient(Config config, Clock clock) {
        return new ForceOption().client(config, clock);
    }

    /** The same, unless the pause is to be ignored. */
    public VastClient client(Config config, Clock clock) {
        VastClient vast = new VastClient(config.vast(), clock);
        vast.shareRowCount(ledger(config.state()));
        return vast;
    }

    /** The same for a command that also works without a config. */
    public VastClient client(Optional<Config> config, Clock clock) {
        return config.map(each -> client(each, clock))
                .orElseGet(() -> new VastClient(ConfigOption.vast(Optional.empty()), clock));
    }

    /** The count of rows in a state. */
    public RowUsage.Ledger ledger(StateLocation state) {
        return new SharedLedger(state, force);
    }

    /** Why there is no answer. */
    public static String words(SearchResult result, VastClient vast, Clock clock) {
        RelativeTime relativeTime = new RelativeTime(clock.instant());
        return result instanceof SearchResult.NotAsked pause
                ? "Vast.ai was not asked: " + usedUp(pause.until(), clock)
                : "Vast.ai gave no answer: " + result.reason()
                        + vast.quotaPause()
                                .map(until -> "; the quota is used up until " + relativeTime.dated(until))
                                .orElse("");
    }

    public static String usedUp(Instant until, Clock clock) {
        return "its quota of rows for the day is used up until " + new RelativeTime(clock.instant()).dated(until)
                + "; --force asks anyway";
    }

    /** It creates no state. */
    private record SharedLedger(StateLocation place, boolean ignoresPause) implements RowUsage.Ledger {
        @Override
        public Optional<RowUsage> usage(String account, Instant now) {
            if (ignoresPause) {
                return Optional.empty();
            }
            return file().flatMap(file -> {
                try (Store store = Store.reading(file)) {
                    return store.daemon().usage(account, now);
                } catch (IOException | InvalidInput | StoreFailure e) {
                    return Optional.empty();
                }
            });
        }

        @Override
        public Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change) {
            return file().flatMap(file -> {
                try (Store store = Store.beside(place)) {
                    return store.daemon().change(account, now, change);
                } catch (IOException | InvalidInput | StoreFailure e) {
                    return Optional.empty();
                }
            });
        }

        private Optional<Path> file() {
            return place.file().filter(Files::exists);
        }
    }
}
