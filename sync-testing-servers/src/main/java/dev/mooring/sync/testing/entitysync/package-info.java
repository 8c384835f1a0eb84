/**
 * A stand-in for a server that speaks the entity-sync protocol over HTTP, with the live server's behaviour and its faults.
 *
 * <p>{@link dev.mooring.sync.testing.entitysync.EntitySyncServer} answers in process or over HTTP.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
