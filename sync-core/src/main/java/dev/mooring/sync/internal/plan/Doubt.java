package dev.mooring.sync.internal.plan;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.ledger.Frozen;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is not known of a push until a complete pull has shown what the server has. {@link DoubtPlan} decides what follows from it.
 *
 * @param resent whether a batch was sent a second time in this run already
 * @param resolved the batch that the server does not have, as a pull has shown since it was last sent
 * @param suspicion a push that failed, though the server may have its batch
 */
public record Doubt(
        boolean resent, @Nullable UUID resolved, @Nullable Suspicion suspicion) {
    static final Doubt NONE = new Doubt(false, null, null);

    /** A push that failed, with its failure. */
    public record Suspicion(Frozen frozen, SyncException failure) {}

    /** A batch is about to be sent, so what was known of it no longer counts. */
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
