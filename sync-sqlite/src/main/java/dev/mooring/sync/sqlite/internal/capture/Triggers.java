package dev.mooring.sync.sqlite.internal.capture;

import static dev.mooring.sync.sqlite.internal.capture.TableText.QUIET;

import dev.mooring.sync.sqlite.internal.schema.Definition.Declared;
import dev.mooring.sync.sqlite.internal.schema.Definition.Unique;
import dev.mooring.sync.sqlite.internal.schema.Names;
import dev.mooring.sync.sqlite.internal.schema.Table;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The triggers of one table, as SQL.
 *
 * <p>They have to be plain SQL, as any program that writes to the file fires them. Each writes what it sees into the journal,
 * unless the library itself is at work: then there is a row in {@code mooring_applying}, which is not committed, so that no
 * other connection sees it and no crash leaves it behind.
 *
 * <p>SQLite fires the newest trigger first. Those of the library have to be newer than those of the app, as an app's
 * AFTER trigger that writes to the same row would otherwise have its change captured before the one that it follows; and they
 * are created here in such an order that the last one fires first.
 *
 * <p>REPLACE is the hard one. SQLite deletes the rows that are in its way, and fires no trigger for that, unless
 * {@code recursive_triggers} is on. So a BEFORE trigger puts images of these rows into {@code mooring_replaced}, and an AFTER
 * trigger captures a deletion of those that are not there any more. Nothing tells a BEFORE trigger whether the statement will
 * replace, ignore or update, so images are often left behind. They do no harm, as there is one image of a row at most, a newer
 * one takes its place, and it goes when the row goes: by a trigger also while the library is at work, and also where
 * {@code recursive_triggers} is on, so that nothing is captured twice. Images for an update are kept apart from those for an
 * insert, by the sign of the form: an UPSERT fires BEFORE INSERT, BEFORE UPDATE and AFTER UPDATE.
 *
 * <p>No statement in here may rely on a conflict clause or a unique constraint of the library's tables: the clause of the
 * statement that fires a trigger overrides those inside.
 */
final class Triggers {
    /** What the names of all of them begin with. */
    static final String PREFIX = "mooring_";

    private static final String ANY_ROW = "-1";

    private final TableText text;
    private final long form;
    private final List<Unique> uniques = new ArrayList<>();
    private static final String ISO = "'%Y-%m-%dT%H:%M:%fZ'";

    private final @Nullable String stamp;
    private final List<Trigger> all = new ArrayList<>();

    /**
     * One of them.
     *
     * @param name without quotes
     * @param sql the statement that creates it, as {@code sqlite_master} shows it
     */
    record Trigger(String name, String sql) {}

    private Triggers(TableText text, @Nullable String stamp) {
        this.text = text;
        this.stamp = stamp;
        form = text.form().id();
        uniques.addAll(text.definition().besides(text.key()));
        // Last, so that a row of the same key is captured next to the one that takes its place.
        uniques.add(text.key());
    }

    /** In the order in which they are to be created. */
    static List<Trigger> of(TableText text, @Nullable String stamp) {
        Triggers triggers = new Triggers(text, stamp);
        triggers.insert();
        triggers.update();
        triggers.delete();
        return triggers.all;
    }

    private void add(String suffix, String event, String when, String body) {
        String name = PREFIX + text.definition().name() + '_' + suffix;
        String sql = "CREATE TRIGGER " + Names.quoted(name) + ' ' + event + " ON " + text.table() + " WHEN " + when
                + " BEGIN " + body + "END";
        all.add(new Trigger(name, sql));
    }

    private void insert() {
        if (stamp != null) {
            add(
                    "insert_stamp",
                    "AFTER INSERT",
                    "NEW." + Names.quoted(stamp) + " IS NULL AND " + QUIET,
                    setStamp(false));
        }
        String by = "= " + inserting();
        add("insert", "AFTER INSERT", QUIET, refuseNull() + capture(1, text.width(), text.row("NEW")));
        add("insert_replaced", "AFTER INSERT", imagesExist(form, by) + " AND " + QUIET, captureGone(form, by, "", ""));
        add(
                "insert_threat",
                "BEFORE INSERT",
                QUIET + " AND (" + anyConflict("") + ')',
                remember(form, inserting(), ""));
    }

    private void update() {
        if (stamp != null) {
            String kept = TableText.differ(Collections.singletonList(stamp), "OLD", "NEW");
            add(
                    "update_stamp",
                    "AFTER UPDATE",
                    "NOT (" + kept + ") AND " + text.changed() + " AND " + QUIET,
                    setStamp(true));
        }
        String values = text.row("NEW") + ", " + text.row("OLD");
        add(
                "update",
                "AFTER UPDATE",
                QUIET + " AND " + text.changed(),
                refuseNull() + capture(2, 2 * text.width(), values));
        String by = "= " + text.name("NEW");
        // The row that is being written is never one that it replaces, though an image of it may be left from before.
        String renamed = '(' + text.renamed() + ')';
        add(
                "update_replaced",
                "AFTER UPDATE" + ofIdentity(),
                '(' + imagesExist(-form, by) + " OR " + renamed + " AND EXISTS (SELECT 1 FROM mooring_replaced)) AND "
                        + QUIET,
                captureGone(-form, by, " AND key IS NOT " + text.name("OLD"), " AND " + renamed) + forgetKey());
        String others = " AND NOT (" + text.sameKey("r.", column -> "OLD." + Names.quoted(column)) + ')';
        add(
                "update_threat",
                "BEFORE UPDATE" + ofIdentity(),
                '(' + anyConflict(others) + ") AND " + QUIET,
                remember(-form, text.name("NEW"), others));
    }

    private void delete() {
        add("delete", "AFTER DELETE", QUIET, capture(3, text.width(), text.row("OLD")));
        add("delete_image", "AFTER DELETE", "EXISTS (SELECT 1 FROM mooring_replaced)", forgetKey());
    }

    private String capture(int op, int width, String values) {
        return intoJournal(width) + "VALUES (" + form + ", " + op + ", " + TableText.NOW + ", " + values + "); ";
    }

    private static String intoJournal(int width) {
        return "INSERT INTO mooring_capture (form, op, at, " + TableText.values(1, width) + ") ";
    }

    /** A statement that gives the row a key afterwards comes too late. */
    private String refuseNull() {
        StringBuilder refusals = new StringBuilder();
        for (String column : text.form().key()) {
            Declared declared = text.definition().column(column);
            boolean never = column.equals(text.definition().rowid()) || (declared != null && declared.notNull());
            if (!never) {
                String message = "a row of " + text.definition().name() + " has NULL in its key column " + column
                        + ", and rows without a key cannot sync";
                refusals.append("SELECT RAISE(ABORT, ")
                        .append(Names.literal(message))
                        .append(") WHERE NEW.");
                refusals.append(Names.quoted(column)).append(" IS NULL; ");
            }
        }
        return refusals.toString();
    }

    /**
     * What names the row that an insert is writing. A BEFORE trigger does not see a key yet that SQLite chooses, nor the one of
     * a default that has another value each time, so that all rows of such a table share a name.
     */
    private String inserting() {
        for (String column : text.form().key()) {
            Declared declared = text.definition().column(column);
            boolean mayBeSet =
                    column.equals(text.definition().rowid()) || (declared != null && declared.fallback() != null);
            if (mayBeSet) {
                return ANY_ROW;
            }
        }
        return text.name("NEW");
    }

    private static String imagesExist(long form, String by) {
        return "EXISTS (SELECT 1 FROM mooring_replaced WHERE form = " + form + " AND by " + by + ')';
    }

    /**
     * A row of the very key is gone for certain if it is another one: the one being written has its place. Whoever else has
     * threatened what is gone must not capture it again.
     */
    private String captureGone(long form, String by, String others, String another) {
        String still = "EXISTS (SELECT 1 FROM " + text.table() + " AS r WHERE "
                + text.sameKey("r.", column -> "s." + TableText.value(text.form(), column)) + ')';
        String gone = " FROM mooring_replaced AS s WHERE form = " + form + " AND by " + by + others
                + " AND ((key IS "
                + text.name("NEW") + another + ") OR NOT " + still + ")";
        return intoJournal(text.width()) + "SELECT " + this.form + ", 3, " + TableText.NOW + ", "
                + TableText.values(1, text.width()) + gone + "; DELETE FROM mooring_replaced WHERE form IN (" + form
                + ", " + -form + ") AND key IN (SELECT key" + gone + "); " + forget(form, by);
    }

    private static String forget(long form, String by) {
        return "DELETE FROM mooring_replaced WHERE form = " + form + " AND by " + by + "; ";
    }

    private String forgetKey() {
        return "DELETE FROM mooring_replaced WHERE form IN (" + form + ", " + -form + ") AND key = " + text.name("OLD")
                + "; ";
    }

    private String anyConflict(String others) {
        List<String> terms = new ArrayList<>();
        for (Unique unique : uniques) {
            terms.add("EXISTS (SELECT 1" + rowsInTheWay(unique, others) + ')');
        }
        return TableText.any(terms);
    }

    private String rowsInTheWay(Unique unique, String others) {
        return " FROM " + text.table() + " AS r WHERE " + text.conflict(unique, "r") + others;
    }

    /**
     * A look-up for each unique index: one for all of them would seldom use any. A row may be threatened by several at a time, as an
     * action of a foreign key writes other rows while SQLite is still replacing: each keeps an image of its own.
     */
    private String remember(long form, String by, String others) {
        StringBuilder body = new StringBuilder(forget(form, "= " + by));
        for (Unique unique : uniques) {
            String rows = rowsInTheWay(unique, others);
            body.append("DELETE FROM mooring_replaced WHERE form = " + form + " AND by = " + by + " AND key IN (SELECT "
                    + text.name("r") + rows + "); ");
            body.append("INSERT INTO mooring_replaced (form, by, key, " + TableText.values(1, text.width())
                    + ") SELECT " + form + ", " + by + ", " + text.name("r") + ", " + text.row("r") + rows + "; ");
        }
        return body.toString();
    }

    /**
     * The columns without which no other row comes in the way. Those of a partial index's predicate are not known, and a
     * generated one changes with others, so that every update has to be looked at.
     */
    private String ofIdentity() {
        List<String> columns = new ArrayList<>();
        for (Unique unique : uniques) {
            columns.addAll(unique.columns());
            if (unique.predicate() != null) {
                return "";
            }
        }
        for (String column : columns) {
            Declared declared = text.definition().column(column);
            if (declared == null || declared.generated()) {
                return "";
            }
        }
        if (text.definition().rowid() != null) {
            Collections.addAll(columns, "rowid", "oid", "_rowid_");
        }
        return " OF " + Names.list(new ArrayList<>(new LinkedHashSet<>(columns)));
    }

    private static String laterNumber(String now, String old) {
        return "max(" + now + ", CASE typeof(" + old + ") WHEN 'integer' THEN " + old + " + 1 ELSE 0 END)";
    }

    /** As text of one shape, times compare like times; what is no time is none. */
    private static String laterText(String now, String old) {
        return "max(" + now + ", CASE typeof(" + old + ") WHEN 'text' THEN coalesce(strftime(" + ISO + ", " + old
                + ", '+0.001 seconds'), '') ELSE '' END)";
    }

    /**
     * Fires the triggers for updates anew, which capture it. An edit is never stamped before the one that it replaces, which may have
     * come from a device whose clock is ahead.
     */
    private String setStamp(boolean replacing) {
        String column = Names.quoted(String.valueOf(stamp));
        Declared declared = text.definition().column(String.valueOf(stamp));
        boolean number = declared != null && declared.affinity() == Table.Affinity.INTEGER;
        String now = number ? TableText.NOW : "strftime(" + ISO + ", 'now')";
        if (replacing) {
            now = number ? laterNumber(now, "OLD." + column) : laterText(now, "OLD." + column);
        }
        String row = text.sameKey("", name -> "NEW." + Names.quoted(name));
        return "UPDATE " + text.table() + " SET " + column + " = " + now + " WHERE " + row + "; ";
    }
}
