/**
 * A stand-in for a server that speaks the changeset protocol: cells with clocks in binary frames of a WebSocket, and a few HTTP endpoints.
 * It has the live server's behaviour and its faults, and a merge of its own that shares nothing with the library's.
 *
 * <p>{@link dev.mooring.sync.testing.changeset.ChangesetServer} answers in process or over HTTP.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
