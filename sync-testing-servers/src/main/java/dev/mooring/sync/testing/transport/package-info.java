/** The contract suite for transports over HTTP: extend {@link dev.mooring.sync.testing.transport.TransportTck}. */
@NullMarked
package dev.mooring.sync.testing.transport;

import org.jspecify.annotations.NullMarked;
