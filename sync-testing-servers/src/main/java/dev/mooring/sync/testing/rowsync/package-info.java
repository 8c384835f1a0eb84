/**
 * A stand-in for a server that speaks the row-sync protocol, with the live server's behaviour and its faults.
 *
 * <p>{@link dev.mooring.sync.testing.rowsync.RowSyncServer} answers in process or over HTTP.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
