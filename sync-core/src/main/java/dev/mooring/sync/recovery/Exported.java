package dev.mooring.sync.recovery;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.Shown;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an export.
 *
 * @param mutation as it was recorded
 * @param state {@code PENDING}, {@code IN_FLIGHT} if the server may have it, {@code SUPERSEDED} or {@code QUARANTINED}
 * @param reason why it was parked; empty if it was not
 * @param parkedAt when it was parked; null if it was not
 */
public record Exported(
        Mutation mutation,
        MutationState state,
        String reason,
        @Nullable Instant parkedAt) {
    /**
     * Shows the words of outside as a line.
     *
     * @param mutation as in {@link Exported}
     * @param state as in {@link Exported}
     * @param reason as in {@link Exported}
     * @param parkedAt as in {@link Exported}
     */
    public Exported {
        reason = Shown.words(reason);
    }
}
