package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/** Rows of the server that the dialect could not read. There is none as a rule, so whether there is any is asked once a transaction. */
final class UnreadableTable {
    private static final String NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

    private final SqlStatement any;
    private final SqlStatement update;
    private final SqlStatement insert;
    private final SqlStatement list;
    private final SqlStatement delete;
    private final SqlStatement forget;
    private final SqlStatement aside;
    private boolean looked;
    private boolean some;

    UnreadableTable(SqlConnection<?> sql) {
        any = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_unreadable)");
        // SQLite before 3.24, as Android has it up to API 29, knows no ON CONFLICT DO UPDATE.
        update = sql.statement(
                "UPDATE mooring_unreadable SET reason = ?3, listing = ?4 WHERE collection = ?1 AND key = ?2");
        insert = sql.statement(
                "INSERT INTO mooring_unreadable (collection, key, reason, listing, at) VALUES (?1, ?2, ?3," + " ?4, "
                        + NOW + ")");
        list = sql.statement(
                "SELECT collection, key, reason, listing FROM mooring_unreadable ORDER BY collection, key");
        delete = sql.statement("DELETE FROM mooring_unreadable WHERE collection = ? AND key = ?");
        aside = sql.statement("SELECT EXISTS (SELECT 1 FROM mooring_unreadable WHERE collection = ?1 AND key = ?2)"
                + " + EXISTS (SELECT 1 FROM mooring_aside WHERE collection = ?1 AND key = ?2)"
                + " + EXISTS (SELECT 1 FROM mooring_unread WHERE collection = ?1 AND key = ?2)");
        forget = sql.statement("DELETE FROM mooring_unreadable WHERE listing < ?");
    }

    void begin() {
        looked = false;
    }

    private boolean some() {
        if (!looked) {
            any.next();
            some = any.number(1) != 0;
            any.reset();
            looked = true;
        }
        return some;
    }

    void put(List<Unreadable> rows) {
        for (Unreadable row : rows) {
            if (set(update, row).run() == 0) {
                set(insert, row).run();
            }
            looked = true;
            some = true;
        }
    }

    private static SqlStatement set(SqlStatement statement, Unreadable row) {
        return statement
                .set(1, row.collection())
                .set(2, row.key())
                .set(3, row.reason())
                .set(4, row.listing());
    }

    List<Unreadable> list(int limit) {
        List<Unreadable> rows = new ArrayList<>();
        while (rows.size() < limit && list.next()) {
            rows.add(new Unreadable(list.text(1), list.text(2), list.text(3), list.number(4)));
        }
        list.reset();
        return rows;
    }

    /** Whether a row is set aside for whatever reason. */
    boolean isAside(String collection, String key) {
        aside.set(1, collection).set(2, key).next();
        boolean there = aside.number(1) != 0;
        aside.reset();
        return there;
    }

    void readable(String collection, String key) {
        if (some()) {
            delete.set(1, collection).set(2, key).run();
        }
    }

    void forget(long listing) {
        if (some()) {
            forget.set(1, listing).run();
        }
    }
}
