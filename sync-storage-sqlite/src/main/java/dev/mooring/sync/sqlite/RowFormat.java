package dev.mooring.sync.sqlite;

/** How the rows of synced tables travel. */
public enum RowFormat {
    /**
     * As row changes, for servers that keep what they are given and look at nothing: logs of events or operations. Exact for
     * every value that SQLite holds; an update carries its changed columns, so that edits of different columns of a row do
     * not overwrite each other.
     */
    CHANGES,

    /** As plain rows, for servers that know rows or entities: a JSON object with the fields that the server has. */
    ROWS,

    /**
     * As entities, for servers that replace what they have of one by what they are given: like {@link #ROWS}, but a column that is
     * NULL is no field, and a field that is not there is NULL. A column that is NOT NULL stays as it is then.
     */
    ENTITIES
}
