/**
 * What an app sees of a client: {@link dev.mooring.sync.status.SyncStatus} is how it stands now,
 * {@link dev.mooring.sync.status.SyncEvent} is what it tells a listener.
 */
@NullMarked
package dev.mooring.sync.status;

import org.jspecify.annotations.NullMarked;
