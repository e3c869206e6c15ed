package io.github.vastwatch.store;

import java.io.IOException;

/** A store in memory. */
class SqliteMemoryStoreTest extends StoreContract {
    @Override
    Store open() throws IOException {
        return Store.open(StateLocation.MEMORY);
    }
}
