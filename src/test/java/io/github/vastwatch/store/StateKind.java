package io.github.vastwatch.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where the states of tests are that hold for each. */
public enum StateKind {
    FILE {
        @Override
        public StateLocation empty(Path folder) {
            return new StateLocation(Optional.of(folder.resolve("state.db")));
        }

        @Override
        public Connection connect(StateLocation location) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + location.file().orElseThrow());
        }
    },
    POSTGRESQL {
        @Override
        public StateLocation empty(Path folder) {
            return PostgresServer.database();
        }

        @Override
        public Connection connect(StateLocation location) throws SQLException {
            return PostgresServer.connect(location);
        }
    };

    /** A new state. */
    public abstract StateLocation empty(Path folder);

    /** A connection to a state, beside its daemon. */
    public abstract Connection connect(StateLocation location) throws SQLException;

    /** One column of a state, read beside its daemon. */
    public Set<String> column(StateLocation location, String select) throws SQLException {
        Set<String> values = new HashSet<>();
        try (Connection connection = connect(location);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(select)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
