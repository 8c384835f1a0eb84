package dev.mooring.sync.internal.plan;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.ledger.Ledger.Frozen;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is not known of a push until a complete pull has shown what the server has; {@link DoubtPlan} says what follows from it.
 *
 * @param resent whether a batch was sent once more in this run already
 * @param resolved the batch of which a pull has shown, since it was last sent, that the server does not have it
 * @param suspicion a push that failed, while the server may have it all the same
 */
public record Doubt(
        boolean resent, @Nullable UUID resolved, @Nullable Suspicion suspicion) {
    static final Doubt NONE = new Doubt(false, null, null);

    /** A push that failed. */
    public record Suspicion(Frozen frozen, SyncException failure) {}

    /** A batch goes out: what was known of it is old. */
    Doubt pushing() {
        return new Doubt(resent, null, suspicion);
    }

    Doubt suspecting(Frozen frozen, SyncException failure) {
        return new Doubt(resent, resolved, new Suspicion(frozen, failure));
    }

    /** A complete pull has come to its end. */
    Doubt pulled() {
        return new Doubt(resent, null, null);
    }

    Doubt resolved(UUID batch) {
        return new Doubt(resent, batch, suspicion);
    }

    Doubt resending() {
        return new Doubt(true, resolved, suspicion);
    }
}
