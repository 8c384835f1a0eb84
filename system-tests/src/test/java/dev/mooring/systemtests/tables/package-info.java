/** Synced tables, held against plain SQLite: random SQL on one device is the same tables on another. */
@NullMarked
package dev.mooring.systemtests.tables;

import org.jspecify.annotations.NullMarked;
