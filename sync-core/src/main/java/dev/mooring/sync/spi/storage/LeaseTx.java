package dev.mooring.sync.spi.storage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The right to sync a storage, in a transaction. One owner holds it at a time. */
public interface LeaseTx {
    /**
     * Takes or renews the right. It is free if one of these is so:
     *
     * <ul>
     *   <li>nobody holds it, or its holder's time is over;
     *   <li>it was taken or renewed more than {@code ttl} from now, so the clock has been set back since;
     *   <li>the storage knows that its holder's process is gone.
     * </ul>
     *
     * <p>A renewal may be left undone while more than {@code atLeast} of the time is left.
     *
     * <p>Each taking has an epoch of its own, one more than the last taking, whoever took that. A renewal keeps the epoch. So does a
     * holder that comes back after its time was over, if nobody has taken the right since. So within one epoch nobody else has had it.
     *
     * @param owner who asks
     * @param now the wall clock
     * @param atLeast how long it is held from now without a renewal, at least; not more than {@code ttl}
     * @param ttl how long it is held from now without a renewal, at most
     * @return how the caller holds it now, or null if another one does
     */
    @Nullable
    Lease take(String owner, Instant now, Duration atLeast, Duration ttl);

    /**
     * The epoch of the last taking, whether it was given back or ran out since. Survives a handing over. Takes nothing.
     *
     * @return 0 if it was never taken
     */
    long epoch();

    /**
     * Gives the right back, if it is held by that owner.
     *
     * @param owner who asks
     */
    void release(String owner);

    /**
     * The right to sync, as its holder has it.
     *
     * @param epoch of its taking, from 1
     * @param until when another one may take it, by the wall clock
     */
    record Lease(long epoch, Instant until) {}
}
