package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Dispatch;
import io.github.vastwatch.alert.Kind;
import io.github.vastwatch.alert.Spell;
import io.github.vastwatch.alert.Subject;
import io.github.vastwatch.alert.Suspicion;
import io.github.vastwatch.alert.Troubles;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks at how everything fares, and tells of what is wrong and of its end.
 *
 * @param since from when on absences count
 * @param lost what became of the state's file, where it is no longer there
 */
record TroubleWatch(Store store, Numbers numbers, Instant since, Optional<String> lost) {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleWatch.class);

    void look(List<Watch> watches, Optional<Outage> outage, Instant now) {
        try {
            tell(watches, outage, now);
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.error("whether there is trouble could not be told ({}); looking again", e.getMessage());
        }
    }

    private void tell(List<Watch> watches, Optional<Outage> outage, Instant now) {
        Health health = new Health(watches, store.status(), new MarketHealth(outage, now), since, now);
        List<Spell> stored = store.spells();
        // What was removed is neither wrong nor well again.
        List<Spell> told =
                stored.stream().filter(spell -> health.isThere(spell.subject())).toList();
        List<Suspicion> wrong = new ArrayList<>(health.wrong());
        lost.ifPresent(what -> wrong.add(lost(what, watches)));
        Troubles troubles = Troubles.of(
                wrong,
                told.stream().map(Spell::subject).filter(health::isWell).collect(Collectors.toSet()),
                told,
                now,
                () -> UUID.randomUUID().toString());
        if (troubles.open().equals(stored)) {
            return;
        }
        store.trouble(
                troubles.open(),
                troubles.dispatches().stream().map(Dispatch::alert).toList(),
                troubles.dispatches().stream()
                        .flatMap(dispatch ->
                                dispatch.deliveries(() -> UUID.randomUUID().toString()).stream())
                        .toList());
        troubles.dispatches().forEach(each -> log(each.alert(), String.join(", ", each.channels())));
        troubles.unheard().forEach(each -> log(each, "nobody, for there is no other channel"));
    }

    /** The outbox is in the file that is still open: what is put into it is sent. */
    private static Suspicion lost(String what, List<Watch> watches) {
        return new Suspicion(
                Subject.STATE,
                what
                        + " while vastwatch runs: alerts go on, but at the next start all that matches is sent again, unless"
                        + " vastwatch is stopped first and the file put back",
                watches.stream()
                        .flatMap(watch -> watch.troubleChannels().stream())
                        .distinct()
                        .toList());
    }

    private void log(Alert alert, String told) {
        numbers.troubled(alert.kind().wire());
        LOG.atLevel(alert.kind() == Kind.TROUBLE_STARTED ? Level.WARN : Level.INFO)
                .log("{}: {}; told to {}", alert.kind(), alert.sentences().get(0), told);
    }
}
