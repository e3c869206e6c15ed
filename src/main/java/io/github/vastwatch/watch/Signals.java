package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a watch tells beside offers.
 *
 * @param absent after how long without a match that is told, if ever
 * @param hello whether it says what it sees when it is new
 * @param troubleChannels who is told of trouble; empty are the watch's channels
 * @param troubleAfter how long the market may be out of sight; empty is what the interval suggests
 */
public record Signals(
        Optional<CountRule> count,
        Optional<Duration> absent,
        boolean hello,
        List<String> troubleChannels,
        Optional<Duration> troubleAfter) {
    public static final Signals USUAL =
            new Signals(Optional.empty(), Optional.empty(), true, List.of(), Optional.empty());

    public Signals {
        troubleChannels = List.copyOf(troubleChannels);
    }
}
