package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Form;
import dev.mooring.sync.sqlite.internal.schema.Table;
import dev.mooring.sync.sqlite.internal.schema.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes one capture of two that came from one statement: a row that was replaced by one of the same key is updated, and a
 * stamp belongs to the change that it stamps. What is not folded, as it is in another slice, is right as well, but more.
 */
final class Folding {
    private final Tables tables;
    private final Adoption adoption;
    private final List<Capture> captures = new ArrayList<>();

    Folding(Tables tables, Adoption adoption) {
        this.tables = tables;
        this.adoption = adoption;
    }

    List<Capture> captures() {
        return captures;
    }

    void add(Capture next) {
        Capture last = captures.isEmpty() ? null : captures.get(captures.size() - 1);
        if (last == null || last.form().id() != next.form().id()) {
            captures.add(next);
        } else if (replaces(last, next)) {
            captures.remove(captures.size() - 1);
            if (!isNothing(next, last)) {
                captures.add(new Capture(next.seq(), next.form(), next.at(), next.row(), last.before()));
            }
        } else if (stamps(last, next)) {
            captures.set(
                    captures.size() - 1,
                    new Capture(next.seq(), next.form(), last.at(), next.row(), last.before(), last.adopted()));
        } else {
            captures.add(next);
        }
    }

    private static boolean replaces(Capture last, Capture next) {
        Object[] gone = last.before();
        Object[] row = next.row();
        return last.row() == null
                && next.before() == null
                && gone != null
                && row != null
                && sameKey(last.form(), gone, row);
    }

    private static boolean sameKey(Form form, @Nullable Object[] one, @Nullable Object[] other) {
        for (String column : form.key()) {
            int i = form.columns().indexOf(column);
            if (!Objects.deepEquals(one[i], other[i])) {
                return false;
            }
        }
        return true;
    }

    /** A row that waits for its adoption has to be told of, even if it is replaced by the very same. */
    private boolean isNothing(Capture next, Capture last) {
        Table table = tables.named(next.form().table());
        return Objects.deepEquals(next.row(), last.before()) && (table == null || !adoption.isPossible(table));
    }

    private boolean stamps(Capture last, Capture next) {
        Table table = tables.named(next.form().table());
        String stamp = table == null ? null : table.spec().stamp();
        Object[] before = next.before();
        Object[] row = next.row();
        if (stamp == null || before == null || row == null || !Objects.deepEquals(last.row(), before)) {
            return false;
        }
        for (int i = 0; i < row.length; i++) {
            if (!next.form().columns().get(i).equals(stamp) && !Objects.deepEquals(row[i], before[i])) {
                return false;
            }
        }
        return true;
    }
}
