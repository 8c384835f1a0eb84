package dev.mooring.sync.internal.write;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Outbox;
import dev.mooring.sync.spi.storage.StorageTx;
import org.jspecify.annotations.Nullable;

/** The outbox of one write: stamps a mutation, checks it and appends it. It refuses everything once the write has ended. */
public final class Recorder implements Outbox {
    private final Drafts drafts;
    private final Runnable before;
    private final Thread writer = Thread.currentThread();
    private @Nullable StorageTx<?> tx;
    private int recorded;

    /**
     * For one transaction, on the calling thread.
     *
     * @param before runs in the transaction before each append
     */
    public Recorder(StorageTx<?> tx, Drafts drafts, Runnable before) {
        this.tx = tx;
        this.drafts = drafts;
        this.before = before;
    }

    @Override
    public Mutation add(Mutation draft) {
        if (Thread.currentThread() != writer) {
            throw new IllegalStateException("an outbox belongs to the thread of its write, " + writer.getName()
                    + "; record the mutation there, or in a write of its own");
        }
        StorageTx<?> open = tx;
        if (open == null) {
            throw new IllegalStateException("the write has ended; record the mutation in a write of its own");
        }
        Drafts.refuseRecorded(draft);
        before.run(); // Also if the draft is refused, so that ids have the order of the outbox.
        Mutation mutation = drafts.recorded(open, draft);
        open.outbox().append(mutation, drafts.weigh(mutation));
        recorded++;
        return mutation;
    }

    /** How many mutations were recorded. */
    public int recorded() {
        return recorded;
    }

    /** Ends it, whatever became of the transaction. */
    public void end() {
        tx = null;
    }
}
