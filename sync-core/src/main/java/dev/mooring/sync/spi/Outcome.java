package dev.mooring.sync.spi;

import dev.mooring.sync.spi.text.Shown;
import java.util.UUID;

/** What the server made of one mutation. */
public sealed interface Outcome {
    /**
     * The mutation that this is about.
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
     * The server had it already: an earlier sending got through. In a {@link Capabilities.Order#SEQUENCE} this says more: no pull shows it any
     * more, as the server has dropped it for a later write of its key. So it is superseded.
     *
     * @param mutation which one
     */
    record Duplicate(UUID mutation) implements Outcome {}

    /**
     * The server has another state of the key than the one that the mutation was made on, and did not take it. The mutation stays
     * in the outbox. Core pulls what the server has, and then the policy decides.
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
     * Refused for now, because a row that it refers to is missing at the server. If that row is pending, quarantined or set aside
     * here, the mutation waits in the outbox: it is not sent again before the row is there, then it goes by itself, and it holds up
     * its own key only. If this client knows nothing of that row, the mutation is treated as {@link Rejected}.
     *
     * @param mutation which one
     * @param collection of the row that is missing; empty if the server does not say: then it may be any of the mutation's
     *     {@linkplain Transport#references references}
     * @param key of that row; empty for a deletion that waits for what is still to be sent of the collection
     * @param reason the server's words
     */
    record Waiting(UUID mutation, String collection, String key, String reason) implements Outcome {
        public Waiting {
            reason = Shown.words(reason);
        }
    }

    /**
     * Not taken, through no fault of its own: it was rolled back with a neighbour, or the server could not take it just then. It
     * stays in the outbox and goes out again.
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
