package io.github.vastwatch.vast;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The rows that one account has read, by its ledger or by this client's own count. */
final class RowCount {
    private final String account;
    private final Clock clock;
    private Optional<RowUsage.Ledger> ledger = Optional.empty();
    private RowUsage known;

    RowCount(String account, Clock clock) {
        this.account = account;
        this.clock = clock;
        this.known = RowUsage.none(clock.instant());
    }

    synchronized void countIn(RowUsage.Ledger shared) {
        ledger = Optional.of(shared);
        // Counts of another ledger do not apply to this one.
        known = RowUsage.none(clock.instant());
        usage();
    }

    /** The present usage, including what other programs have read. */
    synchronized RowUsage usage() {
        Instant now = clock.instant();
        known = ledger.flatMap(each -> each.usage(account, now)).orElseGet(() -> known.at(now));
        return known;
    }

    /** When asking resumes, by the last known usage; empty if the quota is not used up. */
    synchronized Optional<Instant> pause() {
        return known.pause(clock.instant());
    }

    synchronized void read(int rows) {
        Instant now = clock.instant();
        boolean endsPause = known.pause(now).isPresent();
        if (rows > 0 || endsPause) {
            change(now, before -> before.read(rows, now));
        }
    }

    synchronized void refused(Instant until) {
        Instant now = clock.instant();
        change(now, before -> before.refused(until, now));
    }

    private void change(Instant now, UnaryOperator<RowUsage> change) {
        known = ledger.flatMap(each -> each.change(account, now, change)).orElseGet(() -> change.apply(known.at(now)));
    }
}
