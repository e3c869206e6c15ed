package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a running daemon can write its state, as others can tell: it writes the time into it every half minute. */
final class StateFailure {
    private static final Duration LATE = Duration.ofSeconds(90);

    private StateFailure() {}

    /** Why a running daemon does not write its state, if it does not. */
    static Optional<String> of(StateStatus status, Path file, Instant now) {
        return Stream.concat(status.writtenAt().stream(), status.daemon().map(DaemonStatus::startedAt).stream())
                .max(Instant::compareTo)
                .map(last -> Duration.between(last, now))
                .filter(late -> late.compareTo(LATE) > 0)
                .map(late -> "not written for " + RelativeTime.span(late) + ": " + reason(file));
    }

    private static String reason(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace() == 0
                    ? "the disk is full"
                    : "the daemon cannot write to it, or hangs; its log says more";
        } catch (IOException e) {
            return "the disk does not answer";
        }
    }
}
