/**
 * Storage on SQLite through sqlite-jdbc, in the app's own database and the app's own transactions; begin at
 * {@link dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage}.
 */
@NullMarked
package dev.mooring.sync.sqlite.jdbc;

import org.jspecify.annotations.NullMarked;
