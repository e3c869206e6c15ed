package io.github.vastwatch.vast;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Counts the rows that one account reads, in a ledger that is shared with other programs, or else in this process. */
final class RowCount {
    private final String account;
    private final Clock clock;
    private Optional<RowUsage.Ledger> ledger = Optional.empty();
    private RowUsage usage;

    RowCount(String account, Clock clock) {
        this.account = account;
        this.clock = clock;
        this.usage = RowUsage.none(clock.instant());
    }

    synchronized void share(RowUsage.Ledger shared) {
        ledger = Optional.of(shared);
        // This account may have read rows before, which only the ledger can know.
        usage = RowUsage.none(clock.instant());
        usage();
    }

    /** The usage now, with the rows that other programs have read. */
    synchronized RowUsage usage() {
        Instant now = clock.instant();
        usage = ledger.flatMap(each -> each.usage(account, now)).orElseGet(() -> usage.at(now));
        return usage;
    }

    /** Until when to send nothing because the quota is used up, as last known; empty if it is not. */
    synchronized Optional<Instant> pause() {
        return usage.pause(clock.instant());
    }

    synchronized void read(int rows) {
        Instant now = clock.instant();
        boolean endsPause = usage.pause(now).isPresent();
        if (rows > 0 || endsPause) {
            change(now, before -> before.read(rows, now));
        }
    }

    synchronized void refused(Instant until) {
        Instant now = clock.instant();
        change(now, before -> before.refused(until, now));
    }

    private void change(Instant now, UnaryOperator<RowUsage> change) {
        usage = ledger.flatMap(each -> each.change(account, now, change)).orElseGet(() -> change.apply(usage.at(now)));
    }
}
