package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.AppSql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs SQL on a JDBC connection of the app's. */
public record JdbcAppSql(Connection db) implements AppSql<SQLException> {
    @Override
    public List<String> run(String sql, String... parameters) throws SQLException {
        List<String> strings = new ArrayList<>();
        try (PreparedStatement statement = db.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        @Nullable String value = rows.getString(1);
                        strings.add(String.valueOf(value));
                    }
                }
            }
        }
        return strings;
    }
}
