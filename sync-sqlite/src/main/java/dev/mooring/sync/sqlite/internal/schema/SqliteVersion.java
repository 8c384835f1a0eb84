package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;

/**
 * The SQLite of a connection, and what it can do.
 *
 * @param text as SQLite says it
 * @param minor the number behind "3."; above all of them for a later major version
 */
public record SqliteVersion(String text, int minor) {
    private static final int UPSERT = 24;
    private static final int UPDATE_FROM = 33;
    private static final int UPSERT_PAST_VIRTUAL = 34;
    private static final int TABLE_XINFO = 26;
    private static final int TABLE_LIST = 37;

    /** Asks a connection. */
    public static SqliteVersion of(SqlConnection<?> sql) {
        SqlStatement version = sql.statement("SELECT sqlite_version()");
        version.next();
        String text = version.text(1);
        version.reset();
        return of(text);
    }

    static SqliteVersion of(String text) {
        String[] parts = text.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return new SqliteVersion(text, major > 3 ? Integer.MAX_VALUE : major < 3 ? 0 : Integer.parseInt(parts[1]));
    }

    /**
     * Whether an INSERT may say ON CONFLICT DO UPDATE. Before 3.34, at least in 3.31 and 3.32, that takes the values of the wrong columns
     * where a virtual one stands before them.
     */
    public boolean hasUpsert(boolean virtualColumns) {
        return minor >= (virtualColumns ? UPSERT_PAST_VIRTUAL : UPSERT);
    }

    /** Whether an UPDATE may say FROM. */
    public boolean hasUpdateFrom() {
        return minor >= UPDATE_FROM;
    }

    /** Whether it can tell hidden columns from others. One that cannot has no generated columns, either. */
    public boolean hasTableXinfo() {
        return minor >= TABLE_XINFO;
    }

    /** Whether it lists tables with their kind and strictness. One that cannot has no strict tables, either. */
    public boolean hasTableList() {
        return minor >= TABLE_LIST;
    }
}
