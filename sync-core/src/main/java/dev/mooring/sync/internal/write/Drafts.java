package dev.mooring.sync.internal.write;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Makes recorded mutations of drafts, and refuses those that could never be sent. Thread-safe. */
public final class Drafts {
    private final Transport transport;
    private final Scheduler scheduler;
    private final Ids ids;
    private final EditTimes times;

    /** With the times of edits as they are told. */
    public Drafts(Transport transport, Scheduler scheduler, Ids ids, EditTimes times) {
        this.times = times;
        this.transport = transport;
        this.scheduler = scheduler;
        this.ids = ids;
    }

    /** A draft that asks for what a change says. */
    public static Mutation of(Change change) {
        return Mutation.of(change.collection(), change.key(), change.kind(), change.payload())
                .withSchemaVersion(change.schemaVersion());
    }

    /** A draft as recorded now, on top of what there is of its key. */
    public Mutation recorded(StorageTx<?> tx, Mutation draft) {
        return recorded(draft, times.of(tx, draft, scheduler.now()));
    }

    /** A draft as recorded now. */
    public Mutation recorded(Mutation draft) {
        return recorded(draft, scheduler.now());
    }

    /** A draft, or another mutation's content, as recorded at a time of its own. */
    public Mutation recorded(Mutation draft, Instant at) {
        return draft.recorded(ids.next(), at);
    }

    /** A captured draft as recorded now; the time of its capture is by another clock, which may be ahead. */
    public Mutation captured(StorageTx<?> tx, Mutation draft, Instant at) {
        refuseRecorded(draft);
        Instant now = scheduler.now();
        return recorded(draft, times.of(tx, draft, at.isAfter(now) ? now : at));
    }

    /** Whether a field of a payload tells when the mutation was made. */
    public boolean isStamp(String collection, String field) {
        return transport.isStamp(collection, field);
    }

    /** Refuses what has an id already. */
    static void refuseRecorded(Mutation draft) {
        if (draft.isRecorded()) {
            throw new IllegalArgumentException(draft + " is recorded already; a mutation goes into the outbox once");
        }
    }

    /**
     * How much a mutation weighs on the wire.
     *
     * @throws IllegalArgumentException if it could never leave the outbox
     */
    public int weigh(Mutation mutation) {
        String fault = fault(mutation);
        if (fault != null) {
            throw new IllegalArgumentException("mutation of " + Shown.name(mutation.collection()) + "/"
                    + Shown.name(mutation.key())
                    + " refused: " + fault + "; it can never be sent");
        }
        return transport.measure(mutation);
    }

    private static @Nullable String fault(Mutation mutation) {
        String fault = textFault("collection", mutation.collection(), false);
        fault = fault != null ? fault : textFault("key", mutation.key(), true);
        fault = fault != null ? fault : textFault("kind", mutation.kind(), false);
        if (fault != null) {
            return fault;
        }
        fault = JsonText.fault(mutation.payload());
        return fault == null ? null : "the payload is not JSON text (" + fault + ")";
    }

    private static @Nullable String textFault(String name, String text, boolean mayBeEmpty) {
        if (text.isEmpty() && !mayBeEmpty) {
            return "the " + name + " is empty";
        }
        return JsonEscapes.half(text) < 0 ? null : "the " + name + " holds a lone surrogate";
    }
}
