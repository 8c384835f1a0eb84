package dev.mooring.sync.recovery;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an export.
 *
 * @param mutation as it was recorded. For what was confirmed: collection, key, kind and payload, without an id and a time
 * @param state {@code PENDING}, {@code IN_FLIGHT} if the server may have it, {@code SUPERSEDED}, {@code QUARANTINED}, or {@code ACKED}
 *     for what the server had confirmed when this was written, whoever wrote it
 * @param reason why it was parked; empty if it was not
 * @param parkedAt when it was parked; null if it was not
 */
public record Exported(
        Mutation mutation,
        MutationState state,
        String reason,
        @Nullable Instant parkedAt) {
    public Exported {
        reason = Shown.words(reason);
    }

    /**
     * What the server had confirmed.
     *
     * @param change as it was told; its payload is what counts
     * @return a line
     */
    public static Exported confirmed(Change change) {
        return new Exported(Drafts.of(change), MutationState.ACKED, "", null);
    }
}
