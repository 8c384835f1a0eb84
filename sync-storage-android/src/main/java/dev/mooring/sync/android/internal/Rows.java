package dev.mooring.sync.android.internal;

import android.database.AbstractWindowedCursor;
import android.database.Cursor;
import android.database.CursorWindow;
import android.database.sqlite.SQLiteBlobTooBigException;
import dev.mooring.sync.android.AndroidDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query. A cursor of Android runs the query into a window of 2 MB, and once more for each further window. A row that is larger
 * than the window is not to be had from it, so that one is read in pieces, and what follows it by another cursor.
 */
final class Rows {
    /** Far below the window of any device. */
    private static final long PIECE = 256 << 10;

    private final AndroidDatabase<?> database;
    private final String sql;
    private final @Nullable Object[] arguments;
    private @Nullable Cursor cursor;
    private @Nullable Object @Nullable [] whole;
    private long at = -1;

    /** The query is that of the text. */
    Rows(AndroidDatabase<?> database, AndroidDatabase.Query query, String sql, @Nullable Object[] arguments) {
        this.database = database;
        this.sql = sql;
        this.arguments = arguments;
        cursor = query.run(arguments);
    }

    /**
     * A TEXT.
     *
     * @param bytes of it in UTF-8, or as it is stored, if it was read in pieces
     */
    record Text(byte[] bytes) {}

    boolean next() {
        at++;
        whole = null;
        Cursor current = cursor;
        if (current == null) {
            current = database.query("SELECT * FROM (" + sql + ") LIMIT -1 OFFSET " + at, arguments);
            cursor = current;
        }
        try {
            if (!current.moveToNext()) {
                return false;
            }
            if (isInWindow(current)) {
                return true;
            }
        } catch (SQLiteBlobTooBigException e) {
            // Read in pieces.
        }
        int columns = current.getColumnCount();
        close();
        whole = inPieces(columns);
        return true;
    }

    /** Before API 28 a row that does not fit is left out without a word. */
    private static boolean isInWindow(Cursor cursor) {
        if (!(cursor instanceof AbstractWindowedCursor windowed)) {
            return true;
        }
        CursorWindow window = windowed.getWindow();
        int position = cursor.getPosition();
        return window != null
                && position >= window.getStartPosition()
                && position < window.getStartPosition() + window.getNumRows();
    }

    private @Nullable Object[] inPieces(int columns) {
        StringBuilder what = new StringBuilder();
        for (int i = 0; i < columns; i++) {
            what.append(i == 0 ? "typeof(c" : ", typeof(c")
                    .append(i)
                    .append("), CASE typeof(c")
                    .append(i);
            what.append(") WHEN 'text' THEN length(CAST(c").append(i).append(" AS BLOB)) WHEN 'blob' THEN length(c");
            what.append(i).append(") ELSE c").append(i).append(" END");
        }
        @Nullable Object[] row = new @Nullable Object[columns];
        try (Cursor told = row(columns, what.toString())) {
            for (int i = 0; i < columns; i++) {
                String type = told.getString(2 * i);
                boolean text = type.equals("text");
                if (text || type.equals("blob")) {
                    byte[] bytes = bytes(columns, i, told.getLong(2 * i + 1));
                    row[i] = text ? new Text(bytes) : bytes;
                } else {
                    row[i] = valueOf(told, 2 * i + 1);
                }
            }
        }
        return row;
    }

    private byte[] bytes(int columns, int column, long length) {
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) length);
        for (long from = 1; from <= length; from += PIECE) {
            try (Cursor piece = row(columns, "substr(CAST(c" + column + " AS BLOB), " + from + ", " + PIECE + ")")) {
                byte[] bytes = piece.getBlob(0);
                all.write(bytes, 0, bytes.length);
            }
        }
        return all.toByteArray();
    }

    /** Terms over the columns c0, c1 and so on of the present row. */
    private Cursor row(int columns, String terms) {
        StringBuilder query = new StringBuilder("WITH q(");
        for (int i = 0; i < columns; i++) {
            query.append(i == 0 ? "c" : ", c").append(i);
        }
        query.append(") AS (").append(sql).append(") SELECT ").append(terms).append(" FROM q LIMIT 1 OFFSET ");
        Cursor row = database.query(query.append(at).toString(), arguments);
        if (!row.moveToFirst()) {
            row.close();
            throw new IllegalStateException("row " + at + " is gone in " + sql);
        }
        return row;
    }

    long number(int column) {
        @Nullable Object[] read = whole;
        if (read == null) {
            return current().getLong(column);
        }
        return read[column] instanceof Number number ? number.longValue() : 0;
    }

    /** Null, a Long, a Double, a byte array, or a {@link Text}. */
    @Nullable
    Object value(int column) {
        @Nullable Object[] read = whole;
        return read != null ? read[column] : valueOf(current(), column);
    }

    /** The bytes of a TEXT as they are stored, whatever the encoding of the database. */
    byte[] stored(int column) {
        if (whole == null) {
            @Nullable Object[] read = inPieces(current().getColumnCount());
            return read[column] instanceof Text text ? text.bytes() : new byte[0];
        }
        return whole[column] instanceof Text text ? text.bytes() : new byte[0];
    }

    private Cursor current() {
        Cursor known = cursor;
        if (known == null) {
            throw new IllegalStateException("no row in " + sql);
        }
        return known;
    }

    private static @Nullable Object valueOf(Cursor cursor, int column) {
        return switch (cursor.getType(column)) {
            case Cursor.FIELD_TYPE_NULL -> null;
            case Cursor.FIELD_TYPE_INTEGER -> cursor.getLong(column);
            case Cursor.FIELD_TYPE_FLOAT -> cursor.getDouble(column);
            case Cursor.FIELD_TYPE_BLOB -> cursor.getBlob(column);
            default -> new Text(textOf(cursor, column));
        };
    }

    /** A window holds the bytes of a text, with a zero behind them; what Android makes of them depends on its version. */
    private static byte[] textOf(Cursor cursor, int column) {
        if (!(cursor instanceof AbstractWindowedCursor)) {
            return cursor.getString(column).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = cursor.getBlob(column);
        return Arrays.copyOf(bytes, Math.max(0, bytes.length - 1));
    }

    void close() {
        Cursor known = cursor;
        cursor = null;
        if (known != null) {
            known.close();
        }
    }
}
