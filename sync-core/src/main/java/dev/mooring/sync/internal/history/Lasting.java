package dev.mooring.sync.internal.history;

import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.spi.Capabilities;

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
        return new Lasting(Trust.none(can.checks()), Sieve.of(can.maxBatchCount()), Refused.NONE);
    }

    /** Forgets what is known of the server, as it may be another one by now. */
    public Lasting lost() {
        return with(trust.lost());
    }

    public Lasting with(Trust now) {
        return new Lasting(now, sieve, refused);
    }

    public Lasting with(Sieve now) {
        return new Lasting(trust, now, refused);
    }

    public Lasting with(Refused now) {
        return new Lasting(trust, sieve, now);
    }
}
