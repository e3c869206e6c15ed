package io.github.vastwatch.daemon;

import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.Outage;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the daemon is, in one line that stays true until the next one. */
final class StatusLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private StatusLine() {}

    /**
     * The line at one moment.
     *
     * @param outage the last time in which Vast.ai answered no search
     * @param incidents how many incidents are open
     * @param aside why the daemon stands aside
     */
    static String of(
            StateStatus status, Optional<Outage> outage, int incidents, Optional<String> aside, ZonedDateTime now) {
        List<WatchStatus> watches = status.watches();
        List<String> parts = new ArrayList<>();
        aside.ifPresent(why -> parts.add("stands aside (" + why + ")"));
        long paused = watches.stream().filter(each -> each.paused().isPresent()).count();
        parts.add(Amount.count(watches.size(), "watch", "watches") + (paused > 0 ? " (" + paused + " paused)" : ""));
        parts.add(watches.stream()
                .flatMap(StatusLine::answered)
                .max(Instant::compareTo)
                .map(at -> "last answer at " + time(at, now))
                .orElse("no answer yet"));
        parts.add(Amount.count(
                watches.stream()
                        .flatMap(each -> each.last().flatMap(PollOutcome::matches).stream())
                        .mapToInt(Integer::intValue)
                        .sum(),
                "match",
                "matches"));
        int pending = status.channels().stream().mapToInt(ChannelState::pending).sum();
        parts.add(pending == 0 ? "no delivery pending" : Amount.count(pending, "delivery", "deliveries") + " pending");
        outage.filter(each -> !each.isOver())
                .ifPresent(each -> parts.add("no answer since " + time(each.since(), now) + " ("
                        + each.last().reason() + ")"));
        if (incidents > 0) {
            parts.add(Amount.count(incidents, "open incident", "open incidents"));
        }
        if (status.daemon().flatMap(DaemonStatus::refusal).isPresent()) {
            parts.add("the changed config is rejected");
        }
        return String.join(", ", parts);
    }

    private static Stream<Instant> answered(WatchStatus watch) {
        Optional<Instant> last = watch.last().filter(PollOutcome::isAnswered).map(PollOutcome::at);
        return Stream.concat(last.stream(), watch.completeAt().stream());
    }

    private static String time(Instant at, ZonedDateTime now) {
        ZonedDateTime then = at.atZone(now.getZone());
        return then.format(then.toLocalDate().equals(now.toLocalDate()) ? TIME : DAY);
    }
}
