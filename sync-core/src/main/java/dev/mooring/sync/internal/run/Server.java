package dev.mooring.sync.internal.run;

import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.spi.Capabilities;

/** What the plan knows of the server for good. */
record Server(Capabilities can, ServerOrder order) {}
