package dev.mooring.sync.sqlite.jdbc.internal;

import dev.mooring.sync.sqlite.spi.Faults;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Utf16;
import java.nio.charset.Charset;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** A statement on sqlite-jdbc. The driver closes a statement that failed badly, so it is compiled again when needed. */
final class JdbcStatement implements SqlStatement {
    private final JdbcConnection connection;
    private final String sql;
    private @Nullable PreparedStatement compiled;
    private @Nullable ResultSet rows;
    private int changed;

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
        reset();
        try {
            compiled().setLong(parameter, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public SqlStatement set(int parameter, String value) {
        reset();
        try {
            compiled().setString(parameter, value);
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public SqlStatement bind(int parameter, @Nullable Object value) {
        reset();
        try {
            if (value instanceof String text) {
                compiled().setString(parameter, text);
            } else if (value instanceof Long number) {
                compiled().setLong(parameter, number);
            } else if (value == null) {
                compiled().setNull(parameter, Types.NULL);
            } else if (value instanceof Double real) {
                compiled().setDouble(parameter, real);
            } else {
                compiled()
                        .setBytes(
                                parameter,
                                value instanceof RawText raw ? Utf16.bound(raw, connection.utf16()) : (byte[]) value);
            }
            return this;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public int run() {
        try {
            connection.executed();
            changed = compiled().executeUpdate();
            return changed;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean insert() {
        return attempt() == null;
    }

    @Override
    public @Nullable String attempt() {
        try {
            connection.executed();
            changed = 0;
            changed = compiled().executeUpdate();
            return null;
        } catch (SQLException e) {
            if (Faults.isConstraint(e.getErrorCode())) {
                if (Faults.isMismatch(e.getErrorCode()) || DriverSwitches.closesRefused()) {
                    connection.closeQuietly(compiled);
                    compiled = null;
                }
                return String.valueOf(e.getMessage());
            }
            throw failed(e);
        }
    }

    @Override
    public int changed() {
        return changed;
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
    public @Nullable Object value(int column) {
        try {
            ResultSet row = row();
            Charset charset = connection.utf16();
            byte[] stored = charset == null ? null : row.getBytes(column); // Before SQLite makes UTF-8 of it.
            Object value = row.getObject(column);
            if (charset != null && stored != null && value instanceof String) {
                return Utf16.text(stored, charset);
            }
            if (value instanceof Integer number) {
                return number.longValue();
            }
            if (value instanceof String text && text.indexOf(RawText.REPLACEMENT) >= 0) {
                return RawText.orString(row.getBytes(column), text);
            }
            return value;
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
