package dev.mooring.sync.internal.history;

import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.spi.Capabilities;

/**
 * What a run hands on to the next run of this process.
 *
 * @param trust how sure we are of the server's history
 * @param sieve how the next batch is picked
 * @param refused the batch that no history of the server has taken
 * @param kept what the channel may hold for this process
 */
public record Lasting(Trust trust, Sieve sieve, Refused refused, Kept kept) {
    /** What the channel may hold of what it has brought. */
    public enum Kept {
        /** Nothing, as this process has not pulled yet. */
        NOTHING,
        /** What is newer than what is here. */
        NEWS,
        /** Also what is older, as another process has synced since. */
        OUTDATED
    }

    /** Makes the first one of a process. */
    public static Lasting fresh(Capabilities can) {
        return new Lasting(Trust.none(can.checks()), Sieve.of(can.maxBatchCount()), Refused.NONE, Kept.NOTHING);
    }

    /** Forgets what is known of the server, as it may be another one by now. */
    public Lasting lost() {
        return with(trust.lost());
    }

    /** The same where another process may have synced since. */
    public Lasting overtaken() {
        return lost().with(kept == Kept.NOTHING ? Kept.NOTHING : Kept.OUTDATED);
    }

    /** A pull has shown what the server has. */
    public Lasting pulled(Trust now) {
        return with(now).with(kept == Kept.NOTHING ? Kept.NEWS : kept);
    }

    public Lasting with(Kept now) {
        return new Lasting(trust, sieve, refused, now);
    }

    public Lasting with(Trust now) {
        return new Lasting(now, sieve, refused, kept);
    }

    public Lasting with(Sieve now) {
        return new Lasting(trust, now, refused, kept);
    }

    public Lasting with(Refused now) {
        return new Lasting(trust, sieve, now, kept);
    }
}
