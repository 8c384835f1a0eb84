package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.spi.AppSql;
import java.util.List;

/**
 * Takes the triggers off a table, on a connection of the app's, so that the app can alter it.
 *
 * @param <X> what the binding throws
 */
public final class Release<X extends Exception> {
    private final AppSql<X> db;
    private final String table;

    private Release(AppSql<X> db, String table) {
        this.db = db;
        this.table = table;
    }

    /** Takes them off, or throws {@link IllegalStateException} with what is pending. */
    public static <X extends Exception> void of(AppSql<X> db, boolean begun, String table) throws X {
        Release<X> release = new Release<>(db, table);
        if (begun) {
            release.triggers();
        } else {
            release.inOneTransaction();
        }
    }

    /** A savepoint begins a transaction where none is running; where the binding has begun one, it is the app's to roll back. */
    private void inOneTransaction() throws X {
        db.run("SAVEPOINT mooring_release");
        try {
            triggers();
        } catch (Throwable t) {
            db.run("ROLLBACK TO mooring_release");
            db.run("RELEASE mooring_release");
            throw t;
        }
        db.run("RELEASE mooring_release");
    }

    private void triggers() throws X {
        if (db.run("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'mooring_form'")
                .isEmpty()) {
            return;
        }
        // So that nobody writes to the table between the count and the end of the transaction.
        db.run("UPDATE mooring_scope SET taken = taken");
        List<String> collection = db.run(
                "SELECT collection FROM mooring_form WHERE tbl = ? COLLATE NOCASE ORDER BY id DESC LIMIT 1", table);
        if (!collection.isEmpty()) {
            refuseIfPending(collection.get(0));
        }
        for (String trigger : db.run(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE", table)) {
            if (trigger.startsWith(Triggers.PREFIX)) {
                db.run("DROP TRIGGER " + Names.quoted(trigger));
            }
        }
    }

    private void refuseIfPending(String collection) throws X {
        long count = Long.parseLong(
                db.run(Pending.COUNT, table, collection, collection).get(0));
        Pending pending = new Pending(count, db.run(Pending.KEYS, collection, collection));
        if (!pending.nothing()) {
            throw new IllegalStateException("the triggers of table " + table + " cannot be taken off: " + pending.said()
                    + " of it did not reach the server or wait for the app. Nothing was changed. Open the storage and sync,"
                    + " and drop or retry what is superseded or quarantined; then alter the table");
        }
    }
}
