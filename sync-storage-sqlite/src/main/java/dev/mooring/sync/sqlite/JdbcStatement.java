package dev.mooring.sync.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A statement on sqlite-jdbc. The driver closes a statement that failed badly, so it is compiled again when needed. */
final class JdbcStatement implements SqlStatement {
    private final JdbcConnection connection;
    private final String sql;
    private @Nullable PreparedStatement compiled;
    private @Nullable ResultSet rows;

    JdbcStatement(JdbcConnection connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    private PreparedStatement compiled() throws SQLException {
        PreparedStatement known = compiled;
        if (known == null) {
            known = connection.compile(sql);
            compiled = known;
        }
        return known;
    }

    @Override
    public SqlStatement set(int parameter, long value) {
        try {
            compiled().setLong(parameter, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public SqlStatement set(int parameter, String value) {
        try {
            compiled().setString(parameter, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public int run() {
        try {
            connection.executed();
            return compiled().executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean insert() {
        try {
            connection.executed();
            compiled().executeUpdate();
            return true;
        } catch (SQLException e) {
            if (Faults.isConstraint(e)) {
                return false;
            }
            throw failed(e);
        }
    }

    @Override
    public boolean next() {
        try {
            ResultSet current = rows;
            if (current == null) {
                current = compiled().executeQuery();
                rows = current;
            }
            if (current.next()) {
                return true;
            }
            reset();
            return false;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private ResultSet row() {
        if (rows == null) {
            throw new IllegalStateException("no row in " + sql);
        }
        return rows;
    }

    @Override
    public long number(int column) {
        try {
            return row().getLong(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public String text(int column) {
        try {
            return row().getString(column);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void reset() {
        ResultSet current = rows;
        rows = null;
        if (current == null) {
            return;
        }
        try {
            current.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private RuntimeException failed(SQLException e) {
        PreparedStatement broken = compiled;
        compiled = null;
        rows = null;
        connection.closeQuietly(broken);
        return connection.failed(e, "run \"" + sql + "\"");
    }
}
