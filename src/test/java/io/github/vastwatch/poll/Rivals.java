package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One watch under two programs that see the same answers: this one, and a script that remembers the ids it has told. */
final class Rivals {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    final Watch watch;
    final Heard script;
    final Heard scriptInADay;
    final Heard program;
    final Heard programInADay;
    private final Set<Long> ids = new HashSet<>();
    private final Set<OfferKey> machinesOfScript = new HashSet<>();
    private final Set<OfferKey> machinesOfProgram = new HashSet<>();
    private final Map<OfferKey, TrackedOffer> known = new HashMap<>();
    private final Map<OfferKey, NotificationRecord> told = new HashMap<>();
    private Optional<WatchState> standing = Optional.empty();

    Rivals(Watch watch) {
        this.watch = watch;
        boolean lower = watch.threshold().metric().lowerIsBetter();
        this.script = new Heard(HOUR, lower);
        this.scriptInADay = new Heard(DAY, lower);
        this.program = new Heard(HOUR, lower);
        this.programInADay = new Heard(DAY, lower);
    }

    void see(Instant now, List<Offer> offers) {
        Snapshot snapshot = Snapshot.of(watch, watch.question(), now, true, offers);
        List<Offer> unseen = offers.stream()
                .filter(each -> watch.matches(each, watch.question()))
                .filter(each -> watch.threshold().matches(each))
                .filter(each -> ids.add(Heard.id(each)))
                .toList();
        Metric metric = watch.threshold().metric();
        if (!unseen.isEmpty()) {
            script.message(now, unseen, each -> metric.valueOf(each).orElseThrow());
            scriptInADay.message(now, unseen, each -> metric.valueOf(each).orElseThrow());
            unseen.forEach(each -> machinesOfScript.add(each.key().orElseThrow().ofMachine()));
        }
        Memory memory = new Memory(known, told, standing, List.of(), Set.of());
        WatchUpdate update = AlertPolicy.decide(
                watch, memory, snapshot, () -> UUID.randomUUID().toString());
        update.tracked().forEach(each -> known.put(each.key(), each));
        update.sent().forEach(each -> told.put(each.key(), each));
        standing = update.state().or(memory::state);
        update.alerts().forEach(each -> hear(now, each));
    }

    private void hear(Instant now, Alert alert) {
        List<Offer> offers = alert.matches().stream().map(Match::offer).toList();
        Metric metric = watch.threshold().metric();
        program.message(now, offers, each -> metric.valueOf(each).orElseThrow());
        programInADay.message(now, offers, each -> metric.valueOf(each).orElseThrow());
        offers.forEach(each -> machinesOfProgram.add(each.key().orElseThrow().ofMachine()));
    }

    /** Machines of which the script told and this program never did. */
    long missed() {
        return machinesOfScript.stream()
                .filter(each -> !machinesOfProgram.contains(each))
                .count();
    }
}
