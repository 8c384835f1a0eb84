/**
 * What every storage on SQLite shares: the storage, its builder, and the synced tables. A binding brings the connections. Apps begin at the
 * entry point of a binding, such as {@code JdbcSqliteStorage}.
 */
@NullMarked
package dev.mooring.sync.sqlite;

import org.jspecify.annotations.NullMarked;
