package io.github.vastwatch.web;

import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.store.WatchStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * What can be done to a watch, as {@code watch-actions.peb} offers it.
 *
 * @param muted until when it is muted; never if it is not
 * @param paused since when it is paused; never if it is not
 */
record WatchActions(String name, Age muted, Age paused) {
    static WatchActions of(Board board, String name) {
        Instant now = board.now();
        return new WatchActions(
                name,
                Age.of(
                        board.silences().stream()
                                .filter(each -> each.watch().equals(name) && each.coversAll(now))
                                .map(Silence::until)
                                .max(Comparator.naturalOrder()),
                        Optional.empty(),
                        now),
                Age.of(
                        Optional.ofNullable(board.statuses().get(name)).flatMap(WatchStatus::paused),
                        Optional.empty(),
                        now));
    }
}
