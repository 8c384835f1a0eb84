package dev.mooring.sync.sqlite;

import dev.mooring.sync.Beta;

/** The form in which rows of synced tables travel. */
public enum RowFormat {
    /**
     * As row changes, for servers that store payloads without looking into them: logs of events or operations. Every value that SQLite
     * holds arrives exactly. An update carries its changed columns only, so edits of different columns of a row do not overwrite each
     * other.
     */
    CHANGES,

    /** As plain rows, for servers that store rows: a JSON object with the fields that the server has. */
    ROWS,

    /**
     * As entities, for servers that replace an entity by what they are given. A column that is NULL is left out of the JSON object. A field
     * that is missing sets its column to NULL, or leaves it as it is if it is NOT NULL. Otherwise like {@link #ROWS}.
     */
    ENTITIES,

    /**
     * As single values with clocks, for servers that merge column by column. Edits of different columns of a row both stay. Of two edits of
     * one column that did not know of each other the later one by its count of edits wins, and of two with the same count the greater
     * value, on every device the same. The key of each table is its primary key.
     */
    @Beta
    CELLS
}
