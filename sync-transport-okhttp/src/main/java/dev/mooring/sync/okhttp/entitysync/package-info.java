/**
 * The dialect of entity-sync servers over HTTP: typed entities, whole pulls, pushes with idempotency keys. Start at
 * {@link dev.mooring.sync.okhttp.entitysync.EntitySyncDialect}.
 */
@NullMarked
package dev.mooring.sync.okhttp.entitysync;

import org.jspecify.annotations.NullMarked;
