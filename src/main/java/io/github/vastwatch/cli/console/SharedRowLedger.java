package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Counts the rows that a command reads in the state of the config, beside a daemon or without one; it creates no state.
 *
 * @param ignoresPause whether Vast.ai is asked even while its quota is used up
 */
public record SharedRowLedger(StateLocation place, boolean ignoresPause) implements RowUsage.Ledger {

    /** A client whose rows are counted together with the daemon's, and that respects the same pause. */
    public static VastClient client(Config config, Clock clock, boolean ignoresPause) {
        VastClient vast = new VastClient(config.vast(), clock);
        vast.shareRowCount(new SharedRowLedger(config.state(), ignoresPause));
        return vast;
    }

    /** The same for a command that also works without a config. */
    public static VastClient client(Optional<Config> config, Clock clock, boolean ignoresPause) throws BadConfig {
        return config.isPresent()
                ? client(config.get(), clock, ignoresPause)
                : new VastClient(ConfigOption.vast(config), clock);
    }

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
