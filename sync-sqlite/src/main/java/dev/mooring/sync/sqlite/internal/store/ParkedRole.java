package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.MutationState;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.ParkedTx;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The parked mutations in a transaction. */
final class ParkedRole implements ParkedTx {
    private final TxSession<?> session;

    ParkedRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public void park(long seq, MutationState state, String reason, Instant at) {
        Session<?> open = session.writing();
        open.parked.add(open.outbox.take(seq), state, reason, at);
    }

    @Override
    public void refuse(long seq, String reason, Instant at) {
        Session<?> open = session.writing();
        List<OutboxEntry> found = open.outbox.entries(Collections.singletonList(seq));
        if (found.isEmpty()) {
            throw new IllegalStateException("entry " + seq + " is not in the outbox; it cannot be refused, roll back");
        }
        open.parked.keep(found.get(0), open.outbox.beside(seq), reason, at);
        open.outbox.remove(Collections.singletonList(seq));
    }

    @Override
    public List<ParkedMutation> list(MutationState state, long skip, int limit) {
        return session.reading().parked.list(state, skip, limit);
    }

    @Override
    public List<OutboxEntry> refused(long after, int maxCount, long maxBytes) {
        return session.reading().parked.refused(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> refused(String collection, String key, long after, int maxCount, long maxBytes) {
        return session.reading().parked.refused(collection, key, after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> refused(List<Long> seqs) {
        return session.reading().parked.refused(seqs);
    }

    @Override
    public @Nullable OutboxEntry refused(UUID id) {
        return session.reading().parked.refused(id);
    }

    @Override
    public long readmit(UUID id, int size) {
        Session<?> open = session.writing();
        OutboxEntry refused = open.parked.refused(id);
        if (refused == null) {
            throw new IllegalStateException("mutation " + id + " is not refused; it cannot be readmitted, roll back");
        }
        OutboxTable.First below = open.parked.beside(id);
        open.parked.take(id);
        long seq = below == null
                ? open.outbox.append(refused.mutation(), size)
                : open.outbox.append(refused.mutation(), size, below.before());
        open.below.renumbered(refused.seq(), seq);
        return seq;
    }

    @Override
    public @Nullable ParkedMutation unpark(UUID id) {
        return session.writing().parked.take(id);
    }
}
