package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forms that tables have had. The newest of a table is the one that its triggers write. */
final class FormTable {
    private final SqlConnection<?> sql;

    FormTable(SqlConnection<?> sql) {
        this.sql = sql;
    }

    /**
     * A form, and the collection that it had.
     *
     * @param form as it was
     * @param collection of its mutations
     */
    record Stored(Form form, String collection) {}

    /** The newest of each table, by the names as {@link Names#folded}. */
    Map<String, Stored> newest() {
        Map<String, Stored> newest = new LinkedHashMap<>();
        SqlStatement each = sql.statement("SELECT id, tbl, columns, key, collection FROM mooring_form ORDER BY id");
        while (each.next()) {
            newest.put(Names.folded(each.text(2)), new Stored(form(each), each.text(5)));
        }
        return newest;
    }

    /** All that a table has had, as far as they are needed. */
    List<Form> all(String table) {
        List<Form> all = new ArrayList<>();
        SqlStatement each = sql.statement("SELECT id, tbl, columns, key FROM mooring_form WHERE tbl = ? COLLATE NOCASE")
                .set(1, table);
        while (each.next()) {
            all.add(form(each));
        }
        return all;
    }

    @Nullable
    Form form(long id) {
        SqlStatement one = sql.statement("SELECT id, tbl, columns, key FROM mooring_form WHERE id = ?")
                .set(1, id);
        if (!one.next()) {
            return null;
        }
        Form form = form(one);
        one.reset();
        return form;
    }

    private static Form form(SqlStatement row) {
        return new Form(
                row.number(1),
                row.text(2),
                Collections.unmodifiableList(Names.parsed(row.text(3))),
                Collections.unmodifiableList(Names.parsed(row.text(4))));
    }

    /** Ids ascend for ever, so that no capture is read by another form than it was written by. */
    Form add(String table, List<String> columns, List<String> key, String collection) {
        SqlStatement next = sql.statement("SELECT coalesce(max(id), 0) + 1 FROM mooring_form");
        next.next();
        long id = next.number(1);
        next.reset();
        sql.statement("INSERT INTO mooring_form (id, tbl, columns, key, collection) VALUES (?, ?, ?, ?, ?)")
                .set(1, id)
                .set(2, table)
                .set(3, Names.list(columns))
                .set(4, Names.list(key))
                .set(5, collection)
                .run();
        return new Form(id, table, Collections.unmodifiableList(new ArrayList<>(columns)), key);
    }

    /** Another collection is not another form. */
    void move(Form form, String collection) {
        sql.statement("UPDATE mooring_form SET collection = ? WHERE id = ?")
                .set(1, collection)
                .set(2, form.id())
                .run();
    }

    void remove(String table) {
        sql.statement("DELETE FROM mooring_form WHERE tbl = ? COLLATE NOCASE")
                .set(1, table)
                .run();
    }

    /** Once nothing is waiting in the journal: all but the newest of each table. */
    void removeOld() {
        sql.statement(
                        "DELETE FROM mooring_form WHERE id NOT IN (SELECT max(id) FROM mooring_form GROUP BY tbl COLLATE NOCASE)")
                .run();
    }
}
