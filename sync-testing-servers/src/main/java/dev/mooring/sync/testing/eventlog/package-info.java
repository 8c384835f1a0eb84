/**
 * A stand-in for a server that speaks the event-log protocol, with the live server's behaviour and its faults.
 *
 * <p>{@link dev.mooring.sync.testing.eventlog.EventLogServer} answers in process or over HTTP.
 */
@Beta
@NullMarked
package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
