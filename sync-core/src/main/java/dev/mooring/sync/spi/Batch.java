package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A frozen batch: enough to send exactly the same again after a crash. There is at most one.
 *
 * @param key idempotency key, the same over every resend
 * @param base the cursor that it was frozen at
 * @param frozenAt when
 * @param members sequence numbers in the outbox, ascending, never empty
 * @param failures how often in a row the server answered it with a failure
 * @param uncertain whether it may be at the server: set before it is sent, cleared by an answer or by evidence
 */
public record Batch(UUID key, Cursor base, Instant frozenAt, List<Long> members, int failures, boolean uncertain) {
    /** Copies the list and refuses an empty one. */
    public Batch {
        members = Collections.unmodifiableList(new ArrayList<>(members));
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one member");
        }
    }

    /**
     * The same after an attempt.
     *
     * @param newFailures how often the server answered with a failure
     * @param newUncertain whether it may be at the server
     * @return a copy
     */
    public Batch with(int newFailures, boolean newUncertain) {
        return new Batch(key, base, frozenAt, members, newFailures, newUncertain);
    }
}
