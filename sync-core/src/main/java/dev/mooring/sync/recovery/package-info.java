/**
 * Getting out of trouble without losing anything: what becomes of parked mutations, rebuilds, exports and imports of what the server has
 * not settled, and checks of the local database. Apps use it through {@link dev.mooring.sync.SyncClient}.
 */
@NullMarked
package dev.mooring.sync.recovery;

import org.jspecify.annotations.NullMarked;
