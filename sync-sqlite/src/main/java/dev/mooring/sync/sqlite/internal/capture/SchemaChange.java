package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.capture.FormTable.Stored;
import dev.mooring.sync.sqlite.internal.schema.Catalog;
import dev.mooring.sync.sqlite.internal.schema.Definition;
import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a change of the app's tables for which it is too soon: what is pending could neither be undone nor, perhaps, be read
 * any more.
 */
final class SchemaChange {
    private final SqlConnection<?> sql;
    private final Catalog catalog;
    private final String database;

    SchemaChange(SqlConnection<?> sql, Catalog catalog, String database) {
        this.sql = sql;
        this.catalog = catalog;
        this.database = database;
    }

    /** Looks at each table that was synced when the storage was open last. */
    void check(Map<String, Stored> before, List<TableSpec> specs) {
        for (Stored stored : before.values()) {
            TableSpec spec = named(specs, stored.form().table());
            String change = change(stored, spec);
            if (change != null) {
                refuseIfPending(stored, change);
            }
            if (spec != null && !Names.same(stored.form().key(), spec.key())) {
                refuseIfAdoptable(stored.form());
            }
        }
    }

    private static @Nullable TableSpec named(List<TableSpec> specs, String table) {
        for (TableSpec spec : specs) {
            if (Names.same(spec.name(), table)) {
                return spec;
            }
        }
        return null;
    }

    /** What the change is, or null if there is none that needs everything to be settled. */
    private @Nullable String change(Stored stored, @Nullable TableSpec spec) {
        Form form = stored.form();
        if (!catalog.kind(form.table()).equals("table")) {
            return "the table is gone or has another name";
        }
        Definition now = catalog.table(form.table());
        if (!now.name().equals(form.table())) {
            return "the table is spelt " + now.name() + " now";
        }
        if (spec == null) {
            return "the table is not among the synced ones any more";
        }
        if (!spec.collection().equals(stored.collection())) {
            return "its collection is no longer " + stored.collection() + " but " + spec.collection();
        }
        List<String> gone = gone(form, now);
        if (!gone.isEmpty()) {
            return (gone.size() == 1 ? "its column " : "its columns ")
                    + String.join(", ", gone)
                    + (gone.size() == 1 ? " is gone or has another name" : " are gone or have other names");
        }
        if (!Names.same(form.key(), spec.key())) {
            return "its key is no longer " + form.key() + " but " + spec.key();
        }
        return null;
    }

    static List<String> gone(Form form, Definition now) {
        List<String> gone = new ArrayList<>();
        for (String column : form.columns()) {
            Definition.Declared declared = now.column(column);
            if (declared == null || declared.generated() || !declared.name().equals(column)) {
                gone.add(column);
            }
        }
        return gone;
    }

    /** They are listed by their key. */
    private void refuseIfAdoptable(Form form) {
        if (Adoption.isPossible(sql, form.table())) {
            throw new IllegalStateException(
                    "table " + form.table() + " of " + database + " cannot sync by another key than "
                            + form.key()
                            + ": rows that were there before it was synced are not adopted yet. Nothing was changed,"
                            + " and the storage is not open. Open it with the old key and adopt them first");
        }
    }

    private void refuseIfPending(Stored stored, String change) {
        String table = stored.form().table();
        Pending pending = Pending.of(sql, table, stored.collection());
        if (!pending.nothing()) {
            throw new IllegalStateException(
                    "table " + table + " of " + database + " cannot sync: " + change + ", while "
                            + pending.said()
                            + " of it did not reach the server or wait for the app. Nothing was changed, and the"
                            + " storage is not open. Put the table back as it was, sync, and drop or retry what is"
                            + " superseded or quarantined; then change it");
        }
    }
}
