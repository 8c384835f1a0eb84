package dev.mooring.sync.android.internal;

import dev.mooring.sync.android.AndroidDatabase;
import dev.mooring.sync.sqlite.spi.Faults;
import dev.mooring.sync.sqlite.spi.RawText;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import dev.mooring.sync.sqlite.spi.Utf16;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A statement on Android. What it is set to is kept here, and given to Android with each execution. */
final class AndroidStatement implements SqlStatement {
    private static final @Nullable Object[] NONE = {};

    private final AndroidConnection<?> connection;
    private final String sql;
    private @Nullable Object[] arguments = NONE;
    private AndroidDatabase.@Nullable Statement compiled;
    private AndroidDatabase.@Nullable Query query;
    private @Nullable Rows rows;
    private int changed;

    AndroidStatement(AndroidConnection<?> connection, String sql) {
        this.connection = connection;
        this.sql = sql;
    }

    private SqlStatement put(int parameter, @Nullable Object value) {
        reset();
        if (arguments.length < parameter) {
            arguments = Arrays.copyOf(arguments, parameter);
        }
        arguments[parameter - 1] = value;
        return this;
    }

    @Override
    public SqlStatement set(int parameter, long value) {
        return put(parameter, value);
    }

    @Override
    public SqlStatement set(int parameter, String value) {
        return put(parameter, Texts.bound(value));
    }

    @Override
    public SqlStatement bind(int parameter, @Nullable Object value) {
        if (value instanceof String text) {
            return set(parameter, text);
        }
        return put(parameter, value instanceof RawText raw ? Utf16.bound(raw, connection.utf16()) : value);
    }

    private int update() {
        AndroidDatabase.Statement known = compiled;
        if (known == null) {
            known = connection.database().compile(sql);
            compiled = known;
        }
        return known.update(arguments);
    }

    @Override
    public int run() {
        try {
            changed = update();
            return changed;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    public boolean insert() {
        return attempt() == null;
    }

    @Override
    public @Nullable String attempt() {
        changed = 0;
        try {
            changed = update();
            return null;
        } catch (RuntimeException e) {
            if (Faults.isConstraint(connection.code(e)) && connection.survived(e)) {
                return ResultCodes.words(e);
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
            Rows current = rows;
            if (current == null) {
                AndroidDatabase.Query known = query;
                if (known == null) {
                    known = connection.database().compileQuery(sql);
                    query = known;
                }
                current = new Rows(connection.database(), known, sql, arguments.clone());
                rows = current;
            }
            if (current.next()) {
                return true;
            }
            reset();
            return false;
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    private Rows row() {
        if (rows == null) {
            throw new IllegalStateException("no row in " + sql);
        }
        return rows;
    }

    @Override
    public long number(int column) {
        try {
            return row().number(column - 1);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // The caller says that it is not NULL.
    public String text(int column) {
        try {
            Object value = row().value(column - 1);
            return value instanceof Rows.Text text
                    ? new String(text.bytes(), StandardCharsets.UTF_8)
                    : value instanceof byte[] bytes
                            ? new String(bytes, StandardCharsets.UTF_8)
                            : value == null ? null : value.toString();
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable Object value(int column) {
        try {
            Object value = row().value(column - 1);
            if (!(value instanceof Rows.Text text)) {
                return value;
            }
            Charset charset = connection.utf16();
            if (charset != null) {
                return Utf16.text(row().stored(column - 1), charset);
            }
            String string = new String(text.bytes(), StandardCharsets.UTF_8);
            return string.indexOf(RawText.REPLACEMENT) < 0 ? string : RawText.orString(text.bytes(), string);
        } catch (RuntimeException e) {
            throw failed(e);
        }
    }

    @Override
    public void reset() {
        Rows current = rows;
        rows = null;
        if (current != null) {
            current.close();
        }
    }

    void close() {
        reset();
        AndroidDatabase.Statement known = compiled;
        compiled = null;
        if (known != null) {
            known.close();
        }
        AndroidDatabase.Query asked = query;
        query = null;
        if (asked != null) {
            asked.close();
        }
    }

    private RuntimeException failed(RuntimeException e) {
        reset();
        if (e instanceof IllegalArgumentException) {
            return e;
        }
        return connection.failed(e, "run \"" + sql + "\"");
    }
}
