package dev.mooring.sync.internal.plan;

import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.spi.Capabilities;

/** What the plan knows of the server and what never changes. */
public record Server(Capabilities can, ServerOrder order) {}
