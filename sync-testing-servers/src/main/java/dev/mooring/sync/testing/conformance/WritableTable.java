package dev.mooring.sync.testing.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of a row-sync server that throw-away users may write. Names are those on the wire. An empty name means that the table has no such
 * column; a promise that needs one is unclear then.
 *
 * @param name of the table
 * @param key its primary key, a UUID
 * @param text a column for any text
 * @param deleted the column that marks deleted rows; empty if they are deleted for good
 * @param owner the column with the user whose row it is
 * @param parent the column that refers to the key of the first table of the run
 * @param unique whether owner and text are a unique key besides the primary one
 * @param number a column for whole numbers
 * @param decimal a column for numbers with a fraction
 * @param seen by which set of ids its rows are shown; null if they are shown by their owner
 * @param row the other columns that a new row needs; the value {@code {new}} becomes a fresh UUID for each row
 */
public record WritableTable(
        String name,
        String key,
        String text,
        String deleted,
        String owner,
        String parent,
        boolean unique,
        String number,
        String decimal,
        @Nullable Seen seen,
        Map<String, Object> row) {

    /**
     * Rows are shown to whom the server counts an id to, and a request may name another set of ids.
     *
     * @param set its name in {@code collectionsOverride}
     * @param column of the rows, with such an id
     * @param table another table of the run, whose keys the ids are
     */
    public record Seen(String set, String column, String table) {
        /** None of them is empty. */
        public Seen {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(table, "table");
        }
    }

    /** Tables of the live server, and of the stand-in. */
    public static final List<WritableTable> DEFAULT = List.of(
            of("tune", "id", "title").softDelete("deleted").owner("privateFor").number("releaseYear"),
            of("note", "id", "noteText").softDelete("deleted").owner("userRef").parent("tuneRef"),
            of("daily_practice_queue", "id", "")
                    .owner("userRef")
                    .with("repertoireRef", "{new}")
                    .with("tuneRef", "{new}")
                    .with("windowStartUtc", "2026-11-20T10:00:00.000Z")
                    .with("bucket", 1),
            of("instrument", "id", "instrument")
                    .softDelete("deleted")
                    .owner("privateToUser")
                    .uniqueText(),
            of("tag", "tagId", "tagText").owner("userRef").parent("tuneRef"),
            of("repertoire", "repertoireId", "name").softDelete("deleted").owner("userRef"),
            of("practice_record", "id", "")
                    .seen("repertoireIds", "repertoireRef", "repertoire")
                    .with("tuneRef", "{new}")
                    .with("practiced", "2026-11-20T10:00:00.000Z"));

    public WritableTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(deleted, "deleted");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(decimal, "decimal");
        row = Map.copyOf(row);
    }

    /**
     * A table without anything else.
     *
     * @param name of the table
     * @param key its primary key
     * @param text a column for text, or empty
     * @return the table
     */
    public static WritableTable of(String name, String key, String text) {
        return new WritableTable(name, key, text, "", "", "", false, "", "", null, Map.of());
    }

    /**
     * It marks deleted rows.
     *
     * @param column 0 or 1
     * @return the table with it
     */
    public WritableTable softDelete(String column) {
        return new WritableTable(name, key, text, column, owner, parent, unique, number, decimal, seen, row);
    }

    /**
     * Its rows belong to users.
     *
     * @param column with the user's id
     * @return the table with it
     */
    public WritableTable owner(String column) {
        return new WritableTable(name, key, text, deleted, column, parent, unique, number, decimal, seen, row);
    }

    /**
     * Its rows refer to those of the first table.
     *
     * @param column with the parent's key
     * @return the table with it
     */
    public WritableTable parent(String column) {
        return new WritableTable(name, key, text, deleted, owner, column, unique, number, decimal, seen, row);
    }

    /**
     * Owner and text are a unique key.
     *
     * @return the table with it
     */
    public WritableTable uniqueText() {
        return new WritableTable(name, key, text, deleted, owner, parent, true, number, decimal, seen, row);
    }

    /**
     * It keeps a whole number.
     *
     * @param column for it
     * @return the table with it
     */
    public WritableTable number(String column) {
        return new WritableTable(name, key, text, deleted, owner, parent, unique, column, decimal, seen, row);
    }

    /**
     * It keeps a number with a fraction.
     *
     * @param column for it
     * @return the table with it
     */
    public WritableTable decimal(String column) {
        return new WritableTable(name, key, text, deleted, owner, parent, unique, number, column, seen, row);
    }

    /**
     * Its rows are shown by a set of ids.
     *
     * @param set its name in {@code collectionsOverride}
     * @param column of the rows, with such an id
     * @param table another table of the run, whose keys the ids are
     * @return the table with it
     */
    public WritableTable seen(String set, String column, String table) {
        Seen by = new Seen(set, column, table);
        return new WritableTable(name, key, text, deleted, owner, parent, unique, number, decimal, by, row);
    }

    /**
     * A new row needs one more column.
     *
     * @param column its name
     * @param value a text, a number or a boolean; {@code {new}} for a fresh UUID
     * @return the table with it
     */
    public WritableTable with(String column, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(row);
        more.put(column, value);
        return new WritableTable(name, key, text, deleted, owner, parent, unique, number, decimal, seen, more);
    }
}
