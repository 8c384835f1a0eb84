package dev.mooring.systemtests.tables;

import java.util.List;

/**
 * A foreign key of a random table.
 *
 * @param parent the other table, which may be this one
 * @param columns this table's, in the order of the other's key
 * @param cascades whether the deletion of a parent deletes this row
 */
record Reference(String parent, List<String> columns, boolean cascades) {}
