package dev.mooring.sync.sqlite.internal.schema;

import java.util.List;

/**
 * The definition of a table at the time of some captures, which have to be read by it however the table has changed since.
 *
 * @param id as the journal names it
 * @param table name of the table
 * @param columns that are captured, in the order of the values
 * @param key columns among them that name a row, in the order of the key
 */
public record Form(long id, String table, List<String> columns, List<String> key) {}
