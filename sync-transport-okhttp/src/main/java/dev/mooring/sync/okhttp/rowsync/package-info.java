/**
 * The dialect of row-sync servers: rows of tables with a last-modified stamp, pushed and pulled with one POST.
 *
 * <p>{@link dev.mooring.sync.okhttp.rowsync.RowSyncDialect} is built from a
 * {@link dev.mooring.sync.okhttp.rowsync.RowTable} for each table that the app syncs.
 */
@NullMarked
package dev.mooring.sync.okhttp.rowsync;

import org.jspecify.annotations.NullMarked;
