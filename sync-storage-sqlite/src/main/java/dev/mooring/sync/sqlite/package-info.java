/** Storage on SQLite. */
@NullMarked
package dev.mooring.sync.sqlite;

import org.jspecify.annotations.NullMarked;
