package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command asks Vast.ai: the rows that it reads are counted in the state of the config, beside a daemon or without
 * one. It asks while the quota of rows is used up only with --force.
 */
public final class ForceOption {
    @Option(
            names = "--force",
            description = "Ask even though Vast.ai has refused, because the quota of rows for the day is used up.")
    private boolean force;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public boolean isGiven() {
        return force;
    }

    /**
     * A client whose rows are counted together with the daemon's, and that respects the same pause.
     *
     * @param err gets a warning if they cannot be counted
     */
    public static VastClient countedClient(Config config, Clock clock, PrintWriter err) {
        return counted(config, clock, new SharedLedger(config.state(), false, err));
    }

    /** The same, unless the pause is to be ignored. */
    public VastClient client(Config config, Clock clock) {
        return counted(config, clock, ledger(config.state()));
    }

    private static VastClient counted(Config config, Clock clock, RowUsage.Ledger ledger) {
        VastClient vast = new VastClient(config.vast(), clock);
        vast.shareRowCount(ledger);
        return vast;
    }

    /** The same for a command that also works without a config. */
    public VastClient client(Optional<Config> config, Clock clock) {
        return config.map(each -> client(each, clock))
                .orElseGet(() -> new VastClient(ConfigOption.vast(Optional.empty()), clock));
    }

    /** The count of rows in a state. */
    public RowUsage.Ledger ledger(StateLocation state) {
        return new SharedLedger(state, force, command.commandLine().getErr());
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

    /** It creates no state, and warns once about one that cannot be used. */
    private static final class SharedLedger implements RowUsage.Ledger {
        private final StateLocation place;
        private final boolean ignoresPause;
        private final PrintWriter err;
        private boolean hasWarned;

        SharedLedger(StateLocation place, boolean ignoresPause, PrintWriter err) {
            this.place = place;
            this.ignoresPause = ignoresPause;
            this.err = err;
        }

        @Override
        public Optional<RowUsage> usage(String account, Instant now) {
            if (ignoresPause) {
                return Optional.empty();
            }
            try {
                Optional<Store> state = Store.readingIfAny(place);
                if (state.isEmpty()) {
                    return Optional.empty();
                }
                try (Store store = state.get()) {
                    return store.daemon().usage(account, now);
                }
            } catch (IOException | InvalidInput | StoreFailure e) {
                return uncounted(e);
            }
        }

        @Override
        public Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change) {
            if (place.postgres().isEmpty() && place.file().filter(Files::exists).isEmpty()) {
                return Optional.empty();
            }
            try (Store store = Store.beside(place)) {
                return store.daemon().change(account, now, change);
            } catch (IOException | InvalidInput | StoreFailure e) {
                return uncounted(e);
            }
        }

        private Optional<RowUsage> uncounted(Exception failure) {
            if (!hasWarned) {
                hasWarned = true;
                err.println("warning: the rows that Vast.ai returns are not counted: "
                        + (failure instanceof IOException ? FileErrors.withName(failure) : failure.getMessage()));
            }
            return Optional.empty();
        }
    }
}
