package io.github.vastwatch.vast;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The rows that one account has read, as far as this client knows: what its ledger says, or what it has read itself. */
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
        // What is counted elsewhere is not known of this one.
        known = RowUsage.none(clock.instant());
        usage();
    }

    /** What is known now, with what other programs have read since. */
    synchronized RowUsage usage() {
        Instant now = clock.instant();
        known = ledger.flatMap(each -> each.usage(account, now)).orElseGet(() -> known.at(now));
        return known;
    }

    /** Until when nothing is to be asked, by what was known last; empty where the quota is not used up. */
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
