package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.capture.Triggers.Trigger;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The triggers that are in the file, and the columns that they write to. */
final class TriggerTable {
    private final SqlConnection<?> sql;

    TriggerTable(SqlConnection<?> sql) {
        this.sql = sql;
    }

    /** Sees to it that the triggers of a table are those of this version, for its form, and newer than any of the app's. */
    void fit(TableText text, @Nullable String stamp) {
        List<Trigger> wanted = Triggers.of(text, stamp);
        List<Trigger> found = on(text.definition().name());
        int apps = found.size() - wanted.size();
        if (apps >= 0
                && found.subList(apps, found.size()).equals(wanted)
                && own(found).size() == wanted.size()) {
            return;
        }
        drop(own(found));
        for (Trigger trigger : wanted) {
            sql.statement(trigger.sql()).run();
        }
        sql.statement("DELETE FROM mooring_replaced").run();
    }

    /** Those on a table, oldest first, whoever made them. */
    private List<Trigger> on(String table) {
        return read(sql.statement("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
                        + " AND tbl_name = ? COLLATE NOCASE ORDER BY rowid")
                .set(1, table));
    }

    private static List<Trigger> read(SqlStatement each) {
        List<Trigger> triggers = new ArrayList<>();
        while (each.next()) {
            triggers.add(new Trigger(each.text(1), each.text(2)));
        }
        return triggers;
    }

    private static List<Trigger> own(List<Trigger> triggers) {
        List<Trigger> own = new ArrayList<>();
        for (Trigger trigger : triggers) {
            if (trigger.name().startsWith(Triggers.PREFIX)) {
                own.add(trigger);
            }
        }
        return own;
    }

    private void drop(List<Trigger> triggers) {
        for (Trigger trigger : triggers) {
            sql.statement("DROP TRIGGER " + Names.quoted(trigger.name())).run();
        }
    }

    /** Those of tables that are not synced any more, or have another name now. */
    void removeAllBut(List<TableSpec> specs) {
        List<Trigger> others = new ArrayList<>();
        SqlStatement each = sql.statement("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'");
        while (each.next()) {
            String table = each.text(1);
            boolean synced = false;
            for (TableSpec spec : specs) {
                synced |= Names.same(spec.name(), table);
            }
            if (!synced) {
                others.add(new Trigger(each.text(2), ""));
            }
        }
        drop(own(others));
    }

    /** Makes room for the values of all these, before there are triggers that SQLite would look through each time. */
    void grow(List<TableText> texts) {
        int columns = 0;
        int keys = 0;
        for (TableText text : texts) {
            columns = Math.max(columns, text.width());
            keys = Math.max(keys, text.form().key().size());
        }
        grow("mooring_capture", 2 * columns);
        grow("mooring_replaced", columns);
        grow("mooring_adoption", keys);
    }

    private void grow(String table, int values) {
        for (int i = width(sql, table) + 1; i <= values; i++) {
            sql.statement("ALTER TABLE " + table + " ADD COLUMN v" + i).run();
        }
    }

    /** How many values a row of the journal, or one of its like, can have. */
    static int width(SqlConnection<?> sql, String table) {
        SqlStatement count = sql.statement("SELECT count(*) FROM pragma_table_info(?) WHERE name GLOB 'v[0-9]*'")
                .set(1, table);
        count.next();
        int width = (int) count.number(1);
        count.reset();
        return width;
    }
}
