/** The contract suite for transports over HTTP: extend {@link dev.mooring.sync.testing.transport.TransportTck}. */
@Beta
@NullMarked
package dev.mooring.sync.testing.transport;

import dev.mooring.sync.Beta;
import org.jspecify.annotations.NullMarked;
