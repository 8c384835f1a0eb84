package dev.mooring.sync.internal.rows;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.internal.outbox.Overlay;
import dev.mooring.sync.internal.outbox.UnsettledByKey;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.internal.write.Ids;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Takes mutations back into the outbox that had left it, and in the layers of the rows below those that were written later. */
final class Readmission<DB> {
    private final HandlerCalls<DB> handler;
    private final Drafts drafts;

    Readmission(HandlerCalls<DB> handler, Drafts drafts) {
        this.handler = handler;
        this.drafts = drafts;
    }

    /** Appends a mutation that is not in the rows, and writes it below those of its key that were written later. Returns its number. */
    long putBelowLater(StorageTx<DB> tx, Mutation mutation, int size) {
        Key key = Key.of(mutation);
        List<List<Long>> laid = key.key().isEmpty()
                ? Collections.emptyList()
                : new UnsettledByKey(tx).chunks(Collections.singleton(key));
        long before = lastEarlier(tx, laid, mutation);
        boolean onTop = laid.isEmpty() || before == last(laid);
        if (!onTop) {
            handler.undo(tx, laid);
            for (List<Long> chunk : laid) {
                handler.redo(tx, Overlay.mutations(Overlay.entries(tx, upTo(before, chunk))));
            }
        }
        long seq = tx.outbox().append(mutation, size);
        handler.redo(tx, Collections.singletonList(mutation));
        for (List<Long> chunk : onTop ? Collections.<List<Long>>emptyList() : laid) {
            chunk.removeAll(upTo(before, chunk));
            List<Mutation> mutations = Overlay.mutations(Overlay.entries(tx, chunk));
            tx.outbox().renumber(chunk);
            handler.redo(tx, mutations);
        }
        return seq;
    }

    private static long last(List<List<Long>> chunks) {
        List<Long> last = chunks.get(chunks.size() - 1);
        return last.get(last.size() - 1);
    }

    private static List<Long> upTo(long seq, List<Long> chunk) {
        List<Long> head = new ArrayList<>(chunk);
        head.removeIf(each -> each > seq);
        return head;
    }

    /**
     * Earlier ones of the key are those that were taken back into the outbox like this one: they come first there. Behind the first
     * later one everything is later, whatever its id says: a clock may have been set back since.
     */
    private static long lastEarlier(StorageTx<?> tx, List<List<Long>> laid, Mutation mutation) {
        long last = 0;
        for (List<Long> chunk : laid) {
            for (OutboxEntry entry : Overlay.entries(tx, chunk)) {
                if (Ids.ORDER.compare(entry.mutation().id(), mutation.id()) > 0) {
                    return last;
                }
                last = entry.seq();
            }
        }
        return last;
    }

    /** Takes a refused mutation that is in the rows back into the outbox, where it goes before those that have waited for it. */
    void requeue(StorageTx<DB> tx, OutboxEntry refused) {
        int size = drafts.weigh(refused.mutation());
        Key key = Key.of(refused.mutation());
        List<List<Long>> laid = new UnsettledByKey(tx).chunks(Collections.singleton(key));
        if (key.key().isEmpty()) {
            // Nothing has waited for it, so it goes on top of the others, in the rows as well.
            handler.undo(tx, laid);
            tx.parked().readmit(refused.mutation().id(), size);
            for (List<Long> chunk : laid) {
                chunk.remove(refused.seq());
                handler.redo(tx, Overlay.mutations(Overlay.entries(tx, chunk)));
            }
            handler.redo(tx, Collections.singletonList(refused.mutation()));
            return;
        }
        requeueInPlace(tx, refused, size, laid);
    }

    /** The same where the rows stay as they are. The numbers are those of its key. */
    static void requeueInPlace(StorageTx<?> tx, OutboxEntry refused, int size, List<List<Long>> laid) {
        tx.parked().readmit(refused.mutation().id(), size);
        for (List<Long> chunk : laid) {
            chunk.removeIf(seq -> seq <= refused.seq());
            tx.outbox().renumber(chunk);
        }
    }
}
