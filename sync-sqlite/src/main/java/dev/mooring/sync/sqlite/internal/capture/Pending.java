package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a table's changes is not with the server yet, or waits for the app.
 *
 * @param count mutations, and captures that are not taken in
 * @param keys of some of the mutations
 */
record Pending(long count, List<String> keys) {
    /** With the table's name as the first and its collection as the second and third parameter; used on connections of the app, too. */
    static final String COUNT =
            "SELECT (SELECT count(*) FROM mooring_capture WHERE seq > (SELECT taken FROM mooring_scope)"
                    + " AND form IN (SELECT id FROM mooring_form WHERE tbl = ? COLLATE NOCASE))"
                    + " + (SELECT count(*) FROM mooring_outbox WHERE collection = ?)"
                    + " + (SELECT count(*) FROM mooring_parked WHERE collection = ?)";

    /** With the collection as both parameters. */
    static final String KEYS = "SELECT DISTINCT key FROM (SELECT key FROM mooring_outbox WHERE collection = ?"
            + " UNION ALL SELECT key FROM mooring_parked WHERE collection = ?) LIMIT 3";

    static Pending of(SqlConnection<?> sql, String table, String collection) {
        SqlStatement number =
                sql.statement(COUNT).set(1, table).set(2, collection).set(3, collection);
        number.next();
        long count = number.number(1);
        number.reset();
        List<String> keys = new ArrayList<>();
        SqlStatement some = sql.statement(KEYS).set(1, collection).set(2, collection);
        while (some.next()) {
            keys.add(some.text(1));
        }
        return new Pending(count, keys);
    }

    boolean nothing() {
        return count == 0;
    }

    /** For a sentence: how many, and of which keys. */
    String said() {
        String some = keys.isEmpty()
                ? ""
                : " (of the keys " + String.join(", ", keys) + (count > keys.size() ? ", ..." : "") + ')';
        return count + (count == 1 ? " change" : " changes") + some;
    }
}
