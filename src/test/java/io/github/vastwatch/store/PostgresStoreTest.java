package io.github.vastwatch.store;

import java.io.IOException;

/** A store in PostgreSQL. */
class PostgresStoreTest extends StoreContract {
    @Override
    Store open() throws IOException {
        return Store.open(PostgresServer.database());
    }
}
