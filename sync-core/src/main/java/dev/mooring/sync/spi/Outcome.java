package dev.mooring.sync.spi;

import java.util.UUID;

/** What the server made of one mutation. */
public sealed interface Outcome {
    /**
     * Which one.
     *
     * @return the mutation's id
     */
    UUID mutation();

    /**
     * The server has it.
     *
     * @param mutation which one
     * @param position its place in the server's history, or {@link dev.mooring.sync.Change#NO_POSITION}
     */
    record Accepted(UUID mutation, long position) implements Outcome {}

    /**
     * The server refuses it for good.
     *
     * @param mutation which one
     * @param reason the server's words
     */
    record Rejected(UUID mutation, String reason) implements Outcome {
        public Rejected {
            reason = Shown.words(reason);
        }
    }

    /**
     * The server had it before: an earlier sending got through.
     *
     * @param mutation which one
     */
    record Duplicate(UUID mutation) implements Outcome {}

    /**
     * The server has another state of the key than the mutation was made on, and did not take it. It stays in the outbox; what
     * the server has is pulled, and then the policy decides.
     *
     * @param mutation which one
     * @param reason the server's words
     */
    record Conflict(UUID mutation, String reason) implements Outcome {
        public Conflict {
            reason = Shown.words(reason);
        }
    }

    /**
     * Refused for now, as a row that it refers to is not there. Where that one is pending, quarantined or set aside here, the mutation
     * waits in the outbox, is not sent again, and goes by itself once the other one is there; it holds up its own key only.
     * Where nothing is known of it, it is {@link Rejected}.
     *
     * @param mutation which one
     * @param collection of the row that is missing; empty where the server does not say: then any of its {@linkplain
     *     Transport#references references} may be it
     * @param key of that row; empty for a deletion that waits for what is still to be sent of the collection
     * @param reason the server's words
     */
    record Waiting(UUID mutation, String collection, String key, String reason) implements Outcome {
        public Waiting {
            reason = Shown.words(reason);
        }
    }

    /**
     * Not taken, through no fault of its own: rolled back with a neighbour, or the server could not just then. It stays in
     * the outbox and goes out again.
     *
     * @param mutation which one
     * @param reason the server's words
     */
    record Deferred(UUID mutation, String reason) implements Outcome {
        public Deferred {
            reason = Shown.words(reason);
        }
    }
}
