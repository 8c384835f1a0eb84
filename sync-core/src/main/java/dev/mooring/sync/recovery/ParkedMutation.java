package dev.mooring.sync.recovery;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;

/**
 * A superseded or quarantined mutation. It is kept, and not sent unless the app says so.
 *
 * @param mutation as it was recorded
 * @param state {@link MutationState#SUPERSEDED} or {@link MutationState#QUARANTINED}
 * @param reason why, for a person to read: the server's words, or what took its place
 * @param parkedAt when it was parked
 */
public record ParkedMutation(Mutation mutation, MutationState state, String reason, Instant parkedAt) {
    public ParkedMutation {
        if (state != MutationState.SUPERSEDED && state != MutationState.QUARANTINED) {
            throw new IllegalArgumentException(mutation + " cannot be parked as " + state);
        }
        reason = Shown.words(reason);
    }
}
