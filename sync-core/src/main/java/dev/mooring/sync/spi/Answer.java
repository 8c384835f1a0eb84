package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.spi.text.Shown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server said, in sync terms. If no answer came, or garbage, the transport throws an exception instead. */
public sealed interface Answer {
    /**
     * The exchange did what was asked.
     *
     * @param outcomes at most one for each mutation of the batch; empty for a pull or a check, and for a push whose
     *     {@linkplain Capabilities#confirmsOnPull() evidence is the pull}
     * @param page where the exchange leaves us
     * @param response the API's answer, for a call
     */
    record Settled(
            List<Outcome> outcomes, Page page, @Nullable ApiResponse response) implements Answer {
        public Settled {
            outcomes = Collections.unmodifiableList(new ArrayList<>(outcomes));
        }
    }

    /**
     * The server's history has moved on: it did not take the batch as it was frozen, or nobody knows whether it did. A pull of what
     * the server has decides. A call that came with the batch was not made.
     *
     * @param page where the exchange leaves us; {@link Page#more()} if the server's changes are still to be pulled
     * @param reason the server's words
     */
    record Diverged(Page page, String reason) implements Answer {
        public Diverged {
            reason = Shown.words(reason);
        }
    }

    /**
     * The API call that came with the batch got no answer. A pull finds out what became of the batch.
     *
     * @param reason the server's words
     */
    record CallFailed(String reason) implements Answer {
        public CallFailed {
            reason = Shown.words(reason);
        }
    }

    /**
     * The server is not the one that the cursor belongs to: its history is shorter, has a hole or is another one, or its schema is
     * another. Core pushes nothing to it.
     *
     * @param mismatch what differs
     * @param reason what was seen, with the server's words
     * @param known a cursor that remembers it, for a server that may not show it a second time; core stores it, so that it is known
     *     after a restart too; null leaves the cursor as it is
     */
    record Incompatible(
            Mismatch mismatch, String reason, @Nullable Cursor known) implements Answer {
        public Incompatible {
            reason = Shown.words(reason);
        }

        /** For a server that shows the mismatch each time: the cursor stays as it is. */
        public Incompatible(Mismatch mismatch, String reason) {
            this(mismatch, reason, null);
        }
    }

    /**
     * The server has another history than the one of the cursor: another generation, or another server behind the name. The server
     * has taken nothing of a batch that it answers so. Core installs the snapshot, forgets what was confirmed and moves the cursor,
     * all in one transaction; pending mutations are kept, and the policy decides about them.
     *
     * @param cursor before everything that came after the snapshot
     * @param snapshot the state that the new history begins with
     * @param reason the server's words
     */
    record HistoryReplaced(Cursor cursor, Snapshot snapshot, String reason) implements Answer {
        public HistoryReplaced {
            reason = Shown.words(reason);
        }
    }
}
