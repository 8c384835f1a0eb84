package dev.mooring.sync.sqlite.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Files of released schemas, and how to look into a file past the library. */
public final class Fixture {
    private Fixture() {}

    public static Path copy(String name, Path to) throws IOException {
        try (InputStream fixture = Objects.requireNonNull(Fixture.class.getResourceAsStream("/schema/" + name))) {
            Files.copy(fixture, to);
        }
        return to;
    }

    /** Every value as SQL would write it, with its type, so that nothing is converted on the way. */
    public static List<String> rows(Path file, String table, List<String> columns) throws SQLException {
        StringBuilder all = new StringBuilder("''");
        for (String column : columns) {
            all.append(" || '")
                    .append(column)
                    .append("=' || quote(")
                    .append(column)
                    .append(") || hex(");
            all.append(column).append(") || ' '");
        }
        return strings(file, "SELECT " + all + " FROM " + table + " ORDER BY 1");
    }

    public static List<String> columns(Path file, String table) throws SQLException {
        return strings(file, "SELECT name FROM pragma_table_info('" + table + "')");
    }

    public static List<String> tables(Path file) throws SQLException {
        return strings(file, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    }

    /** Tables, columns and indexes, as declared. */
    public static List<String> shape(Path file) throws SQLException {
        return strings(file, "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1");
    }

    public static List<String> strings(Path file, String query) throws SQLException {
        try (Connection raw = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = raw.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> strings = new ArrayList<>();
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
            return strings;
        }
    }
}
