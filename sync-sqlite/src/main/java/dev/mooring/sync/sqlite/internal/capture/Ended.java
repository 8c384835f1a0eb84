package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.spi.SqlConnection;
import dev.mooring.sync.sqlite.spi.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rows that the app has deleted or given another key, in captures that nobody has taken in. */
public final class Ended {
    private Ended() {}

    /** Tells the values of the key that each such row of a table had; more than once where it ended more than once. */
    public static void each(SqlConnection<?> sql, String table, Consumer<@Nullable Object[]> key) {
        for (Form form : new FormTable(sql).all(table)) {
            List<String> deleted = new ArrayList<>();
            List<String> moved = new ArrayList<>();
            List<String> changes = new ArrayList<>();
            for (String column : form.key()) {
                int value = form.columns().indexOf(column) + 1;
                deleted.add("v" + value);
                moved.add("v" + (value + form.columns().size()));
                changes.add("v" + value + " IS NOT v" + (value + form.columns().size()));
            }
            tell(sql, form, deleted, "op = " + Journal.DELETE, key);
            tell(sql, form, moved, "op = " + Journal.UPDATE + " AND (" + String.join(" OR ", changes) + ')', key);
        }
    }

    private static void tell(
            SqlConnection<?> sql, Form form, List<String> values, String which, Consumer<@Nullable Object[]> key) {
        SqlStatement rows = sql.statement("SELECT " + String.join(", ", values)
                        + " FROM mooring_capture WHERE seq > (SELECT taken FROM mooring_scope) AND form = ? AND "
                        + which)
                .set(1, form.id());
        while (rows.next()) {
            @Nullable Object[] found = new @Nullable Object[values.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = rows.value(i + 1);
            }
            key.accept(found);
        }
    }
}
