package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.OutboxTx;
import dev.mooring.sync.sqlite.internal.tables.TableSession;
import dev.mooring.sync.sqlite.internal.tables.TableSync;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outbox in a transaction. */
final class OutboxRole implements OutboxTx {
    private final TxSession<?> session;

    OutboxRole(TxSession<?> session) {
        this.session = session;
    }

    @Override
    public long append(Mutation mutation, int size) {
        return session.writing().outbox.append(mutation, size);
    }

    @Override
    public List<OutboxEntry> unsettled(long after, int maxCount, long maxBytes) {
        return session.reading().outbox.after(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> unsettled(String collection, String key, long after, int maxCount, long maxBytes) {
        return session.reading().outbox.ofKey(collection, key, after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> sendable(long after, int maxCount, long maxBytes) {
        Session<?> open = session.reading();
        // Asked once, so that nobody pays for a look at each entry while nothing is quarantined.
        return !open.outbox.isEmpty() && open.parked.holds()
                ? open.outbox.notHeld(after, maxCount, maxBytes)
                : open.outbox.after(after, maxCount, maxBytes);
    }

    @Override
    public List<OutboxEntry> entries(List<Long> seqs) {
        return session.reading().outbox.entries(seqs);
    }

    @Override
    public void settle(List<Long> seqs) {
        Session<?> open = session.writing();
        TableSession<?> tables = open.tables;
        if (tables != null) {
            open.below.settled(seqs, tables::on);
        }
        open.outbox.remove(seqs);
        open.below.left();
    }

    @Override
    public void renumber(List<Long> seqs) {
        Session<?> open = session.writing();
        for (long seq : seqs) {
            open.below.renumbered(seq, open.outbox.renumber(seq, open.parked));
        }
    }

    @Override
    public boolean holds(Mutation mutation) {
        Session<?> open = session.reading();
        return open.outbox.holds(mutation) || open.parked.holds(mutation.id());
    }

    @Override
    public OutboxCounts counts() {
        return session.reading().outboxCounts();
    }

    @Override
    public long pending() {
        Session<?> open = session.reading();
        return open.outbox.count() + TableSync.waiting(open.sql);
    }

    @Override
    public @Nullable Batch batch() {
        return session.reading().scope.batch();
    }

    @Override
    public void batch(@Nullable Batch batch) {
        session.writing().scope.batch(batch);
    }
}
