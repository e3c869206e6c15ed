package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.vast.Secret;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a store says and does when its PostgreSQL fails. */
class PostgresFailureTest {
    private StateLocation direct;
    private StateLocation location;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws Exception {
        direct = PostgresServer.database();
        proxy = new TcpProxy(PostgresServer.port());
        location = StateLocation.parse(
                "postgresql://postgres@127.0.0.1:" + proxy.port() + "/"
                        + direct.postgres().orElseThrow().database(),
                Path::of);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
    }

    @Test
    void whatWasCommittedWhileTheConnectionBrokeIsRead() throws Exception {
        try (Store store = Store.open(location)) {
            assertThat(store.offers().memory(CHEAP_4090).sent()).isEmpty();

            assertThatThrownBy(() -> store.database().run(handle -> {
                        store.commit(StoreContract.RECORD);
                        proxy.loseTheNextAnswer();
                    }))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageStartingWith("the state could not be used: the connection to the server was lost (");

            assertThat(store.offers().memory(CHEAP_4090).sent()).containsOnlyKeys(StoreContract.TOLD.key());
            assertThat(StoreContract.claim(store, NOON)).contains(StoreContract.DELIVERY);
        }
    }

    @Test
    void nothingOfATransactionIsWrittenWhoseConnectionBreaksBefore() throws Exception {
        try (Store store = Store.open(location)) {
            assertThatThrownBy(() -> store.database().run(handle -> {
                        store.commit(StoreContract.RECORD);
                        proxy.cut();
                    }))
                    .isInstanceOf(StoreFailure.class);

            assertThat(store.offers().memory(CHEAP_4090).sent()).isEmpty();
            store.commit(StoreContract.RECORD);
            assertThat(StoreContract.claim(store, NOON)).contains(StoreContract.DELIVERY);
        }
    }

    /** One that was idle for longer is tried out before it is used. */
    @Test
    void aConnectionThatTheServerEndedFailsOnce() throws Exception {
        try (Store store = Store.open(location)) {
            PostgresServer.sql(
                    direct,
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid()");

            assertThatThrownBy(() -> store.daemon().testWrite(NOON))
                    .hasMessage(
                            "the state could not be used: the server ended the connection (terminating connection due"
                                    + " to administrator command)");
            store.daemon().testWrite(NOON);

            assertThat(store.status().writtenAt()).contains(NOON);
        }
    }

    @Test
    @Tag("slow")
    void aNetworkThatHangsIsAFailureWithinHalfAMinute() throws Exception {
        try (Store store = Store.open(location)) {
            long begun = System.nanoTime();
            proxy.stall();

            assertThatThrownBy(() -> store.daemon().testWrite(NOON)).isInstanceOf(StoreFailure.class);

            System.out.println("it took " + (System.nanoTime() - begun) / 1_000_000 + " ms");
            proxy.cut();
            store.daemon().testWrite(NOON);
        }
    }

    @Test
    void committedMeansOnDiskWhateverTheServersDefaultIs() throws Exception {
        PostgresServer.sql(
                direct,
                "alter database " + direct.postgres().orElseThrow().database() + " set synchronous_commit = off");

        try (Store store = Store.open(location)) {
            assertThat(store.database()
                            .<String>call(handle -> handle.createQuery("show synchronous_commit")
                                    .mapTo(String.class)
                                    .one()))
                    .isEqualTo("on");
        }
    }

    @Test
    void saysWhatIsWrongOnceAndPlainly() throws Exception {
        assertThatThrownBy(() -> Store.open(named("nowhere")))
                .hasMessage("the state " + named("nowhere") + " cannot be opened: the database does not exist (database"
                        + " \"nowhere\" does not exist); create it: create database vastwatch owner vastwatch");

        StateLocation empty = PostgresServer.emptyDatabase();
        PostgresServer.sql(empty, "create role guest login");
        StateLocation asGuest = StateLocation.parse(empty.toString().replace("postgres@", "guest@"), Path::of);
        String refused = "the state could not be used: the user lacks a privilege (permission denied for database "
                + empty.postgres().orElseThrow().database()
                + "); as the owner of the database: grant create on database vastwatch to vastwatch";
        assertThatThrownBy(() -> Store.open(asGuest))
                .isInstanceOf(StoreFailure.class)
                .hasMessage(refused);
        assertThatThrownBy(() -> Store.check(asGuest))
                .hasMessage("the state " + asGuest + " cannot be opened: its user may not create the schema vastwatch;"
                        + " as the owner of the database: grant create on database vastwatch to vastwatch");
        Store.check(empty);
    }

    @Test
    void aStateOfANewerProgramAndASchemaOfAnotherOneAreRefused() throws Exception {
        PostgresServer.sql(direct, "update vastwatch.schema_version set version = 99");
        assertThatThrownBy(() -> Store.open(direct))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("the state " + direct + " was written by a newer vastwatch (schema 99, this one knows 1);"
                        + " run the newer program, or name another database");

        StateLocation foreign = PostgresServer.emptyDatabase();
        PostgresServer.sql(foreign, "create schema vastwatch; create table vastwatch.orders (id bigint)");
        assertThatThrownBy(() -> Store.open(foreign))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("the schema vastwatch of " + foreign + " was made by another program, and cannot be used;"
                        + " name another database");
    }

    @Test
    void aReaderWritesNothing() throws Exception {
        try (Store store = Store.reading(direct)) {
            assertThatThrownBy(() -> store.daemon().testWrite(NOON))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageStartingWith("the state could not be used: ")
                    .hasMessageContaining("read-only transaction");
        }
    }

    @Test
    void noPasswordIsShown() throws Exception {
        StateLocation secret = location.with(new Secret("hunter2"));

        assertThat(Optional.of(secret).toString()).doesNotContain("hunter2");
        assertThatThrownBy(() -> Store.open(new StateLocation(
                                Optional.empty(),
                                named("nowhere").postgres().map(url -> url.with(new Secret("hunter2")))))
                        .close())
                .hasMessageNotContaining("hunter2");
    }

    private StateLocation named(String database) {
        return StateLocation.parse("postgresql://postgres@127.0.0.1:" + proxy.port() + "/" + database, Path::of);
    }
}
