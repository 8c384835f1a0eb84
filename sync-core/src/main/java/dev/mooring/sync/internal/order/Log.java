package dev.mooring.sync.internal.order;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.internal.merge.Merge;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.outbox.RefusedBelow;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;

/** A server that keeps every change: what two such orders have in common. */
sealed interface Log extends ServerOrder permits Sequence, Arrival {
    Transport transport();

    @Override
    default List<Incoming> readable(StorageTx<?> tx, List<Incoming> slice) {
        return UnreadableChanges.note(tx, slice, tx.cursor().state().listing());
    }

    @Override
    default Transition settle(
            StorageTx<?> tx,
            List<OutboxEntry> members,
            List<OutboxEntry> sent,
            List<Outcome> outcomes,
            Cursor behind,
            RefusedBelow buried) {
        return Merge.settle(
                tx.cursor().state(),
                members,
                outcomes,
                behind,
                transport().capabilities(),
                transport().capabilities().order() == Order.SEQUENCE,
                buried);
    }
}
