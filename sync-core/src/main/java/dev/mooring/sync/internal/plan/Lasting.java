package dev.mooring.sync.internal.plan;

import dev.mooring.sync.internal.history.Refused;
import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.spi.Capabilities;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run hands on to the next run of this process.
 *
 * @param trust how sure we are of the server's history
 * @param sieve how the next batch is picked
 * @param refused the batch that no history of the server has taken
 */
public record Lasting(Trust trust, Sieve sieve, Refused refused) {
    /** Makes the first one of a process. */
    public static Lasting fresh(Capabilities can) {
        return new Lasting(new Trust(can.checks(), false, null), Sieve.of(can.maxBatchCount()), Refused.NONE);
    }

    /** Forgets what is known of the server, as it may be another one by now. */
    public Lasting lost() {
        return with(trust.lost());
    }

    Lasting with(Trust now) {
        return new Lasting(now, sieve, refused);
    }

    Lasting with(Sieve now) {
        return new Lasting(trust, now, refused);
    }

    Lasting with(Refused now) {
        return new Lasting(trust, sieve, now);
    }

    /**
     * How sure we are that the server's history still agrees with our cursor. It matters for a dialect whose push
     * relies on the cursor: a wrong cursor would leave a hole in the log, or put the batch behind another history.
     *
     * <p>At the start and after every failure, the history is checked and pulled once before anything is pushed. After that a
     * pull counts for a short while, so that a busy client does not pull before every push. A check would not do: it counts
     * only, and another history may be just as long. A pull sees what lies at the cursor.
     *
     * @param needed whether the dialect needs checks
     * @param anchored whether a pull has shown since the start or the last failure that the history is the same one
     * @param seenAt when a check or a pull saw it last, by the monotonic clock; null if it was not checked
     */
    public record Trust(
            boolean needed, boolean anchored, @Nullable Long seenAt) {
        private static final long GOOD_FOR = Duration.ofSeconds(10).toNanos();

        /** Whether the history has to be checked before a push. */
        boolean needsCheck() {
            return needed && seenAt == null;
        }

        /** Whether a pull has to show before a push that the history is still the same one. */
        boolean needsPull(long now) {
            return needed && (!anchored || (seenAt != null && now - seenAt >= GOOD_FOR));
        }

        Trust checked(long now) {
            return new Trust(needed, anchored, now);
        }

        /** A pull replaces no check that is still to be made. */
        Trust pulled(long now) {
            return new Trust(needed, true, seenAt == null ? null : Long.valueOf(now));
        }

        Trust lost() {
            return new Trust(needed, false, null);
        }
    }
}
