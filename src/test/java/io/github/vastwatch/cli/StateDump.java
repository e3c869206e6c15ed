package io.github.vastwatch.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** All that a state remembers but the rows that were read of the market, which every command counts that asks. */
final class StateDump {
    private StateDump() {}

    static List<String> of(Path file) throws SQLException {
        List<String> dump = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String table : rows(statement, "select name from sqlite_master where type = 'table' order by name")) {
                if (!table.equals("row_usage")) {
                    dump.add(table);
                    dump.addAll(rows(statement, "select * from \"" + table + "\""));
                }
            }
        }
        return dump;
    }

    private static List<String> rows(Statement statement, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet set = statement.executeQuery(sql)) {
            while (set.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= set.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(set.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
