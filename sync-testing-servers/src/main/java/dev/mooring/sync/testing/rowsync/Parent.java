package dev.mooring.sync.testing.rowsync;

/**
 * A foreign key of one column.
 *
 * @param column as on the wire
 * @param table the parent table, whose key has one column
 * @param constraint as an error names it
 */
record Parent(String column, String table, String constraint) {}
