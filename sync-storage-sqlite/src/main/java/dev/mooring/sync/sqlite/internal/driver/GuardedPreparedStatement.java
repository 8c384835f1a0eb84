package dev.mooring.sync.sqlite.internal.driver;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;

/**
 * A prepared statement on the guarded connection; closing it gives the compiled one back to {@link AppStatements}.
 *
 * <p>Long, as JDBC is: every setter is handed on after the check. A dynamic proxy would be short, but costs a tenth of a small
 * write.
 */
final class GuardedPreparedStatement extends GuardedStatement implements PreparedStatement {
    private final PreparedStatement raw;
    private final String sql;
    private final AppStatements home;
    private final boolean keepKeys;
    private boolean batched;
    private long execution = -1;

    GuardedPreparedStatement(
            GuardedConnection connection,
            Turn turn,
            PreparedStatement raw,
            String sql,
            AppStatements home,
            boolean keepKeys) {
        super(connection, turn, raw);
        this.raw = raw;
        this.sql = sql;
        this.home = home;
        this.keepKeys = keepKeys;
    }

    @Override
    PreparedStatement open() throws SQLException {
        checkOpen();
        return raw;
    }

    @Override
    void release() throws SQLException {
        if (isReusable()) {
            if (batched) {
                raw.clearBatch();
            }
            home.giveBack(sql, raw);
        } else {
            raw.close();
        }
    }

    @Override
    public int executeUpdate() throws SQLException {
        PreparedStatement statement = open();
        execution = connection().executed();
        connection().generateKeys(keepKeys);
        try {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection().generateKeys(false);
        }
    }

    /** The driver's own counts in an int, too. */
    @Override
    public long executeLargeUpdate() throws SQLException {
        return executeUpdate();
    }

    @Override
    public boolean execute() throws SQLException {
        PreparedStatement statement = open();
        execution = connection().executed();
        connection().generateKeys(keepKeys);
        try {
            return gaveRows(statement.execute());
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connection().generateKeys(false);
        }
    }

    /**
     * The driver asks for the key after each insert, which costs more than a small insert does. So it is asked right after
     * it only where the app said so; else now, as long as nothing else was executed since.
     */
    @Override
    public ResultSet getGeneratedKeys() throws SQLException {
        if (keepKeys || !TransactionWords.isInsert(sql)) {
            return super.getGeneratedKeys();
        }
        if (execution != connection().executions()) {
            throw new SQLException(
                    "another statement was executed since; read the generated key right after the insert,"
                            + " or prepare it with RETURN_GENERATED_KEYS");
        }
        return connection().createStatement().executeQuery("SELECT last_insert_rowid()");
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        gaveRows(true);
        try {
            return open().executeQuery();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void addBatch() throws SQLException {
        batched = true;
        open().addBatch();
    }

    @Override
    public void clearParameters() throws SQLException {
        open().clearParameters();
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int parameter, InputStream value, int length) throws SQLException {
        throw new SQLFeatureNotSupportedException("setUnicodeStream is long deprecated; use setCharacterStream");
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return open().getMetaData();
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        return open().getParameterMetaData();
    }

    @Override
    public void setArray(int parameter, Array value) throws SQLException {
        open().setArray(parameter, value);
    }

    @Override
    public void setAsciiStream(int parameter, InputStream value) throws SQLException {
        open().setAsciiStream(parameter, value);
    }

    @Override
    public void setAsciiStream(int parameter, InputStream value, int length) throws SQLException {
        open().setAsciiStream(parameter, value, length);
    }

    @Override
    public void setAsciiStream(int parameter, InputStream value, long length) throws SQLException {
        open().setAsciiStream(parameter, value, length);
    }

    @Override
    public void setBigDecimal(int parameter, BigDecimal value) throws SQLException {
        open().setBigDecimal(parameter, value);
    }

    @Override
    public void setBinaryStream(int parameter, InputStream value) throws SQLException {
        open().setBinaryStream(parameter, value);
    }

    @Override
    public void setBinaryStream(int parameter, InputStream value, int length) throws SQLException {
        open().setBinaryStream(parameter, value, length);
    }

    @Override
    public void setBinaryStream(int parameter, InputStream value, long length) throws SQLException {
        open().setBinaryStream(parameter, value, length);
    }

    @Override
    public void setBlob(int parameter, InputStream value) throws SQLException {
        open().setBlob(parameter, value);
    }

    @Override
    public void setBlob(int parameter, InputStream value, long length) throws SQLException {
        open().setBlob(parameter, value, length);
    }

    @Override
    public void setBlob(int parameter, Blob value) throws SQLException {
        open().setBlob(parameter, value);
    }

    @Override
    public void setBoolean(int parameter, boolean value) throws SQLException {
        open().setBoolean(parameter, value);
    }

    @Override
    public void setByte(int parameter, byte value) throws SQLException {
        open().setByte(parameter, value);
    }

    @Override
    public void setBytes(int parameter, byte[] value) throws SQLException {
        open().setBytes(parameter, value);
    }

    @Override
    public void setCharacterStream(int parameter, Reader value) throws SQLException {
        open().setCharacterStream(parameter, value);
    }

    @Override
    public void setCharacterStream(int parameter, Reader value, int length) throws SQLException {
        open().setCharacterStream(parameter, value, length);
    }

    @Override
    public void setCharacterStream(int parameter, Reader value, long length) throws SQLException {
        open().setCharacterStream(parameter, value, length);
    }

    @Override
    public void setClob(int parameter, Reader value) throws SQLException {
        open().setClob(parameter, value);
    }

    @Override
    public void setClob(int parameter, Reader value, long length) throws SQLException {
        open().setClob(parameter, value, length);
    }

    @Override
    public void setClob(int parameter, Clob value) throws SQLException {
        open().setClob(parameter, value);
    }

    @Override
    public void setDate(int parameter, Date value) throws SQLException {
        open().setDate(parameter, value);
    }

    @Override
    public void setDate(int parameter, Date value, Calendar length) throws SQLException {
        open().setDate(parameter, value, length);
    }

    @Override
    public void setDouble(int parameter, double value) throws SQLException {
        open().setDouble(parameter, value);
    }

    @Override
    public void setFloat(int parameter, float value) throws SQLException {
        open().setFloat(parameter, value);
    }

    @Override
    public void setInt(int parameter, int value) throws SQLException {
        open().setInt(parameter, value);
    }

    @Override
    public void setLong(int parameter, long value) throws SQLException {
        open().setLong(parameter, value);
    }

    @Override
    public void setNCharacterStream(int parameter, Reader value) throws SQLException {
        open().setNCharacterStream(parameter, value);
    }

    @Override
    public void setNCharacterStream(int parameter, Reader value, long length) throws SQLException {
        open().setNCharacterStream(parameter, value, length);
    }

    @Override
    public void setNClob(int parameter, Reader value) throws SQLException {
        open().setNClob(parameter, value);
    }

    @Override
    public void setNClob(int parameter, Reader value, long length) throws SQLException {
        open().setNClob(parameter, value, length);
    }

    @Override
    public void setNClob(int parameter, NClob value) throws SQLException {
        open().setNClob(parameter, value);
    }

    @Override
    public void setNString(int parameter, String value) throws SQLException {
        open().setNString(parameter, value);
    }

    @Override
    public void setNull(int parameter, int value) throws SQLException {
        open().setNull(parameter, value);
    }

    @Override
    public void setNull(int parameter, int value, String length) throws SQLException {
        open().setNull(parameter, value, length);
    }

    @Override
    public void setObject(int parameter, Object value) throws SQLException {
        open().setObject(parameter, value);
    }

    @Override
    public void setObject(int parameter, Object value, int length) throws SQLException {
        open().setObject(parameter, value, length);
    }

    @Override
    public void setObject(int parameter, Object value, int length, int scale) throws SQLException {
        open().setObject(parameter, value, length, scale);
    }

    @Override
    public void setRef(int parameter, Ref value) throws SQLException {
        open().setRef(parameter, value);
    }

    @Override
    public void setRowId(int parameter, RowId value) throws SQLException {
        open().setRowId(parameter, value);
    }

    @Override
    public void setSQLXML(int parameter, SQLXML value) throws SQLException {
        open().setSQLXML(parameter, value);
    }

    @Override
    public void setShort(int parameter, short value) throws SQLException {
        open().setShort(parameter, value);
    }

    @Override
    public void setString(int parameter, String value) throws SQLException {
        open().setString(parameter, value);
    }

    @Override
    public void setTime(int parameter, Time value) throws SQLException {
        open().setTime(parameter, value);
    }

    @Override
    public void setTime(int parameter, Time value, Calendar length) throws SQLException {
        open().setTime(parameter, value, length);
    }

    @Override
    public void setTimestamp(int parameter, Timestamp value) throws SQLException {
        open().setTimestamp(parameter, value);
    }

    @Override
    public void setTimestamp(int parameter, Timestamp value, Calendar length) throws SQLException {
        open().setTimestamp(parameter, value, length);
    }

    @Override
    public void setURL(int parameter, URL value) throws SQLException {
        open().setURL(parameter, value);
    }
}
