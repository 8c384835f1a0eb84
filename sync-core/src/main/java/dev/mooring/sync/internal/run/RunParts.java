package dev.mooring.sync.internal.run;

import dev.mooring.sync.internal.account.Accounts;
import dev.mooring.sync.internal.exchange.Exchanges;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.history.Succession;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Waits;
import dev.mooring.sync.internal.listing.Listing;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.rebuild.RebuildSwap;
import dev.mooring.sync.spi.Capabilities;

/** The parts of a client that its runs work with. */
public record RunParts<DB>(
        Ledger<DB> ledger,
        Waits waits,
        History<DB> history,
        Succession<DB> succession,
        Listing<DB> listing,
        RebuildSwap<DB> swap,
        LogTrim<DB> trim,
        Capabilities can,
        ServerOrder order,
        Accounts<DB> accounts,
        Exchanges exchanges) {}
