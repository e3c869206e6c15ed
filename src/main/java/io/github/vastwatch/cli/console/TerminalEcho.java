package io.github.vastwatch.cli.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a terminal shows what is typed at it. What comes from a file or a pipe is shown nowhere.
 *
 * @param device the terminal; empty where input is none
 */
public record TerminalEcho(Optional<Path> device) {

    /** Switches it off, until {@link #on}; false where this terminal cannot. */
    boolean off() throws InterruptedException {
        return device.isEmpty() || stty("-echo");
    }

    void on() throws InterruptedException {
        if (device.isPresent()) {
            stty("echo");
        }
    }

    private boolean stty(String setting) throws InterruptedException {
        try {
            return new ProcessBuilder("stty", setting)
                            .redirectInput(device.orElseThrow().toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
