/**
 * Storage on Android's SQLite, in the app's own database and the app's own transactions; begin at
 * {@link dev.mooring.sync.android.AndroidSqliteStorage}.
 */
@NullMarked
package dev.mooring.sync.android;

import org.jspecify.annotations.NullMarked;
