package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.capture.Triggers.Trigger;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.TableSpec;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The triggers that are in the file, and the columns that they write to. They are read once, for all tables: SQLite finds those of one
 * table by reading all. One instance serves one transaction, in which nobody else makes triggers.
 */
final class TriggerTable {
    private final SqlConnection<?> sql;

    /** Those on each table, oldest first, whoever made them, by its name as {@link Names#folded}; null as long as nobody asked. */
    private @Nullable Map<String, List<Trigger>> read;

    TriggerTable(SqlConnection<?> sql) {
        this.sql = sql;
    }

    /** Sees to it that the triggers of a table are those of this version, for its form, and newer than any of the app's. */
    void fit(TableText text, @Nullable String stamp) {
        List<Trigger> wanted = Triggers.of(text, stamp);
        List<Trigger> found =
                all().computeIfAbsent(Names.folded(text.definition().name()), table -> new ArrayList<>());
        int apps = found.size() - wanted.size();
        if (apps >= 0
                && found.subList(apps, found.size()).equals(wanted)
                && own(found).size() == wanted.size()) {
            return;
        }
        drop(found);
        for (Trigger trigger : wanted) {
            sql.statement(trigger.sql()).run();
            found.add(trigger);
        }
        sql.statement("DELETE FROM mooring_replaced").run();
    }

    private Map<String, List<Trigger>> all() {
        Map<String, List<Trigger>> all = read;
        if (all == null) {
            all = new HashMap<>();
            SqlStatement each = sql.statement(
                    "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid");
            while (each.next()) {
                all.computeIfAbsent(Names.folded(each.text(1)), table -> new ArrayList<>())
                        .add(new Trigger(each.text(2), each.text(3)));
            }
            read = all;
        }
        return all;
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

    /** Drops the library's own of these. */
    private void drop(List<Trigger> triggers) {
        List<Trigger> own = own(triggers);
        for (Trigger trigger : own) {
            sql.statement("DROP TRIGGER " + Names.quoted(trigger.name())).run();
        }
        triggers.removeAll(own);
    }

    /** Those of tables that are not synced any more, or have another name now. */
    void removeAllBut(List<TableSpec> specs) {
        Set<String> synced = new HashSet<>();
        for (TableSpec spec : specs) {
            synced.add(Names.folded(spec.name()));
        }
        all().forEach((table, triggers) -> {
            if (!synced.contains(table)) {
                drop(triggers);
            }
        });
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
