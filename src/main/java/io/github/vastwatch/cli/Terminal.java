package io.github.vastwatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a person reads what is printed. */
final class Terminal {
    private Terminal() {}

    /** Whether standard error goes to a terminal; Java itself says so of input and output alone. */
    static boolean readsErrors() {
        Path error = Path.of("/proc/self/fd/2");
        try {
            String target = Files.readSymbolicLink(error).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // Elsewhere than on Linux nobody can tell, and plain lines are never wrong.
            return false;
        }
    }
}
