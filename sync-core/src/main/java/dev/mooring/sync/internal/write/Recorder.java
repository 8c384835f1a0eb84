package dev.mooring.sync.internal.write;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Outbox;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Transport;
import org.jspecify.annotations.Nullable;

/** The outbox of one write: checks a mutation, stamps it and appends it. Dead once the write has ended. */
public final class Recorder implements Outbox {
    private final Transport transport;
    private final Scheduler scheduler;
    private final Ids ids;
    private final Thread writer = Thread.currentThread();
    private @Nullable StorageTx<?> tx;
    private int recorded;

    /** For one transaction, on the calling thread. */
    public Recorder(StorageTx<?> tx, Transport transport, Scheduler scheduler, Ids ids) {
        this.tx = tx;
        this.transport = transport;
        this.scheduler = scheduler;
        this.ids = ids;
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
        if (draft.isRecorded()) {
            throw new IllegalArgumentException(draft + " is recorded already; a mutation goes into the outbox once");
        }
        check(draft);
        Mutation mutation = draft.recorded(ids.next(), scheduler.now());
        open.append(mutation, transport.measure(mutation));
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

    private static void check(Mutation draft) {
        requireText(draft, "collection", draft.collection(), false);
        requireText(draft, "key", draft.key(), true);
        requireText(draft, "kind", draft.kind(), false);
        String fault = JsonText.fault(draft.payload());
        if (fault != null) {
            throw refused(draft, "the payload is not JSON text (" + fault + ")");
        }
    }

    private static void requireText(Mutation draft, String name, String text, boolean mayBeEmpty) {
        if (text.isEmpty() && !mayBeEmpty) {
            throw refused(draft, "the " + name + " is empty");
        }
        if (JsonText.loneSurrogate(text) >= 0) {
            throw refused(draft, "the " + name + " holds a lone surrogate");
        }
    }

    private static IllegalArgumentException refused(Mutation draft, String why) {
        return new IllegalArgumentException("mutation of " + draft.collection() + "/" + draft.key() + " refused: " + why
                + "; nothing was recorded");
    }
}
