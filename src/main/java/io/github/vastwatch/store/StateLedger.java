package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Counts rows in an open state. */
public record StateLedger(Store store) implements RowUsage.Ledger {
    @Override
    public Optional<RowUsage> usage(String account, Instant now) {
        try {
            return Optional.of(new Polls(store).rowUsage(account, now));
        } catch (StoreFailure e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change) {
        try {
            return Optional.of(new Polls(store).rowUsage(account, now, change));
        } catch (StoreFailure e) {
            return Optional.empty();
        }
    }
}
