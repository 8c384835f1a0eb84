/**
 * Storage on SQLite, in the app's own database and the app's own transactions; begin at
 * {@link dev.mooring.sync.sqlite.JdbcSqliteStorage}.
 */
@NullMarked
package dev.mooring.sync.sqlite;

import org.jspecify.annotations.NullMarked;
