package dev.mooring.sync.testing.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        Map<String, Object> row) {

    /** Tables of the live server, and of the stand-in. */
    public static final List<WritableTable> DEFAULT = List.of(
            of("tune", "id", "title").softDelete("deleted").owner("privateFor"),
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
            of("tag", "tagId", "tagText").owner("userRef").parent("tuneRef"));

    public WritableTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(deleted, "deleted");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(parent, "parent");
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
        return new WritableTable(name, key, text, "", "", "", false, Map.of());
    }

    /**
     * It marks deleted rows.
     *
     * @param column 0 or 1
     * @return the table with it
     */
    public WritableTable softDelete(String column) {
        return new WritableTable(name, key, text, column, owner, parent, unique, row);
    }

    /**
     * Its rows belong to users.
     *
     * @param column with the user's id
     * @return the table with it
     */
    public WritableTable owner(String column) {
        return new WritableTable(name, key, text, deleted, column, parent, unique, row);
    }

    /**
     * Its rows refer to those of the first table.
     *
     * @param column with the parent's key
     * @return the table with it
     */
    public WritableTable parent(String column) {
        return new WritableTable(name, key, text, deleted, owner, column, unique, row);
    }

    /**
     * Owner and text are a unique key.
     *
     * @return the table with it
     */
    public WritableTable uniqueText() {
        return new WritableTable(name, key, text, deleted, owner, parent, true, row);
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
        return new WritableTable(name, key, text, deleted, owner, parent, unique, more);
    }
}
