package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A frozen batch: enough to send exactly the same again after a crash. A storage holds at most one. While it is there, the server
 * may have it.
 *
 * @param key idempotency key, the same over every resend
 * @param base the cursor that it was frozen at
 * @param frozenAt when
 * @param members sequence numbers in the outbox, ascending, never empty
 * @param failures how often in a row the server could be reached and failed on it
 * @param orphaned whether the history that it was sent into has been replaced since; then it is never sent again
 * @param wire what the dialect made of it, to be sent again as it is; empty if it needs none. Where core has frozen a second batch behind
 *     it, core's own text with both
 */
public record Batch(
        UUID key, Cursor base, Instant frozenAt, List<Long> members, int failures, boolean orphaned, String wire) {
    public Batch {
        members = Collections.unmodifiableList(new ArrayList<>(members));
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one member");
        }
    }

    /** A batch of the present history, without a frozen text. */
    public Batch(UUID key, Cursor base, Instant frozenAt, List<Long> members, int failures) {
        this(key, base, frozenAt, members, failures, false, "");
    }

    /**
     * The same after one more failure.
     *
     * @return a copy
     */
    public Batch failedOnceMore() {
        return new Batch(key, base, frozenAt, members, failures + 1, orphaned, wire);
    }

    /**
     * The same after its history has been replaced.
     *
     * @return a copy
     */
    public Batch orphan() {
        return new Batch(key, base, frozenAt, members, failures, true, wire);
    }

    /**
     * The same after its members were numbered anew.
     *
     * @param numbers as in {@link Batch#members()}
     * @return a copy
     */
    public Batch of(List<Long> numbers) {
        return new Batch(key, base, frozenAt, numbers, failures, orphaned, wire);
    }

    /**
     * The same at another place of the history.
     *
     * @param cursor the place
     * @return a copy
     */
    public Batch at(Cursor cursor) {
        return new Batch(key, cursor, frozenAt, members, failures, orphaned, wire);
    }

    /**
     * The same with a frozen text.
     *
     * @param text what the dialect made of it
     * @return a copy
     */
    public Batch withWire(String text) {
        return new Batch(key, base, frozenAt, members, failures, orphaned, text);
    }
}
