package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * A frozen batch: enough to send exactly the same again after a crash. There is at most one, and while it is there it may
 * be at the server.
 *
 * @param key idempotency key, the same over every resend
 * @param base the cursor that it was frozen at
 * @param frozenAt when
 * @param members sequence numbers in the outbox, ascending, never empty
 * @param failures how often in a row the server answered it with a failure although it could be reached
 */
public record Batch(UUID key, Cursor base, Instant frozenAt, List<Long> members, int failures) {
    /**
     * Copies the list and refuses an empty one.
     *
     * @param key as in {@link Batch}
     * @param base as in {@link Batch}
     * @param frozenAt as in {@link Batch}
     * @param members as in {@link Batch}
     * @param failures as in {@link Batch}
     */
    public Batch {
        members = Collections.unmodifiableList(new ArrayList<>(members));
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a batch needs at least one member");
        }
    }

    /**
     * The same after one more failure.
     *
     * @return a copy
     */
    public Batch failedOnceMore() {
        return new Batch(key, base, frozenAt, members, failures + 1);
    }
}
