package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The state that a command uses, beside a running daemon or without one. */
public final class StateOption {
    @Option(
            names = "--state",
            paramLabel = "file:PATH",
            description =
                    "The state, or postgresql://USER@HOST/DATABASE (default: the config's, even if the rest of the config is wrong).")
    private @Nullable String place;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Where it is. */
    public StateLocation place() throws BadConfig {
        return place == null ? Subcommand.root(command).config.source().state() : parse(place);
    }

    /**
     * Opens it to read, which writes nothing.
     *
     * @throws InvalidInput when it is in the memory of another process, where no command can reach it
     * @throws IOException when it is not there, or cannot be read
     */
    public Store reading() throws BadConfig, IOException {
        StateLocation state = place();
        require(state);
        return Store.reading(state);
    }

    /**
     * Opens it to change it.
     *
     * @throws InvalidInput when it is in the memory of another process, where no command can reach it
     * @throws IOException when it is not there, or cannot be written
     */
    public Store open() throws BadConfig, IOException {
        StateLocation state = place();
        require(state);
        return Store.beside(state);
    }

    /** The same, but a state that is not there is created. */
    public Store openOrCreate() throws BadConfig, IOException {
        StateLocation state = place();
        return isMissing(state) ? Store.open(state) : open();
    }

    private static boolean isMissing(StateLocation state) throws IOException {
        if (state.postgres().isPresent()) {
            Optional<Store> present = Store.readingIfAny(state);
            present.ifPresent(Store::close);
            return present.isEmpty();
        }
        Optional<Path> missing = state.file().filter(Files::notExists);
        return missing.isPresent() && StateLock.holder(missing.get()).isEmpty();
    }

    /**
     * Refuses a state that no command can reach.
     *
     * @throws InvalidInput when it is in the memory of another process
     * @throws IOException when its file is not there
     */
    public static void require(StateLocation state) throws IOException {
        if (state.postgres().isEmpty()) {
            file(state);
        }
    }

    /**
     * Where it is, to read all of it.
     *
     * @throws InvalidInput when it is in the memory of another process, where no command can reach it
     * @throws IOException when it is not there
     */
    public StateLocation source() throws BadConfig, IOException {
        StateLocation state = place();
        require(state);
        return state;
    }

    /**
     * Where a state is or can be made that lasts.
     *
     * @throws InvalidInput when it is in memory
     */
    public StateLocation target() throws BadConfig {
        StateLocation state = place();
        if (state.isMemory()) {
            throw inMemory();
        }
        return state;
    }

    /** Reads what a person wrote. */
    public static StateLocation parse(String text) {
        return StateLocation.parse(text, ConfigOption::file);
    }

    private static InvalidInput inMemory() {
        return new InvalidInput(
                "the state is in memory, where only the daemon can see it",
                "write state: file:/var/lib/vastwatch/state.db");
    }

    /** The file of a state. */
    private static Path file(StateLocation state) throws IOException {
        Path file = state.file().orElseThrow(StateOption::inMemory);
        if (Files.notExists(file)) {
            Optional<Long> holder = StateLock.holder(file);
            if (holder.isPresent()) {
                throw new IOException("the state " + file + " was moved or deleted while a vastwatch uses it (process "
                        + holder.get() + "); stop that, put the file back, and start it again");
            }
            throw new IOException(
                    "there is no state " + file + " yet; 'vastwatch run' or 'once' creates it; for the state of"
                            + " another daemon use --state file:PATH");
        }
        return file;
    }
}
