/** Synced tables: triggers capture what the app writes, and the server's changes become rows. */
@NullMarked
package dev.mooring.sync.sqlite.internal.tables;

import org.jspecify.annotations.NullMarked;
