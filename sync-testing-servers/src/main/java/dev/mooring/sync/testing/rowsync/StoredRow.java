package dev.mooring.sync.testing.rowsync;

/**
 * A row as the server holds it, for tests to look at.
 *
 * @param table whose
 * @param data its columns as JSON, as a pull shows them
 * @param lastModifiedAt its stamp, as a pull shows it
 * @param deleted whether it is a tombstone
 */
public record StoredRow(String table, String data, String lastModifiedAt, boolean deleted) {
    static StoredRow of(TableSpec table, Row row) {
        Object deleted = table.isSoftDeleting() ? row.value(table, TableSpec.DELETED) : 0.0;
        return new StoredRow(
                table.name(), row.data(), row.value(table, TableSpec.STAMP).toString(), deleted.equals(1.0));
    }
}
