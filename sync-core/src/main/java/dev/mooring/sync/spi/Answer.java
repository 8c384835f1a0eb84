package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server said, in sync terms. The world breaking is an exception instead. */
public sealed interface Answer {
    /**
     * The exchange did what was asked.
     *
     * @param outcomes for each mutation of the batch that the server spoke of, at most one; empty for a pull or a check, and
     *     for a push whose {@linkplain Capabilities#confirmsOnPull() evidence is the pull}
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
     * The history moved on: nothing of the batch can stand as it was frozen, or nothing is known of it; what the server
     * has decides. A call that came with it was not made.
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
     * The API call that came with the batch got no answer. What became of the batch is for a pull to find out.
     *
     * @param reason the server's words
     */
    record CallFailed(String reason) implements Answer {
        public CallFailed {
            reason = Shown.words(reason);
        }
    }

    /**
     * The server is not the one that the cursor belongs to: its history is shorter, has a hole or is another one, or its schema
     * is another. Nothing may be pushed.
     *
     * @param mismatch what differs
     * @param reason what was seen, with the server's words
     * @param known the cursor that knows of it, for a server that may not show it a second time: kept, so that it is known after a
     *     restart as well; null to leave the cursor as it is
     */
    record Incompatible(
            Mismatch mismatch, String reason, @Nullable Cursor known) implements Answer {
        public Incompatible {
            reason = Shown.words(reason);
        }

        /** What the server shows each time. */
        public Incompatible(Mismatch mismatch, String reason) {
            this(mismatch, reason, null);
        }
    }

    /**
     * The server has another history than the one of the cursor: another generation, or another server behind the name.
     * Nothing of a batch that was answered so was taken. Core installs the snapshot, forgets what was confirmed and moves
     * the cursor, all in one transaction; pending mutations are kept, and the policy decides about them.
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
