package dev.mooring.sync.spi;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * Carries an exchange. Owns sockets, credentials and timeouts; knows nothing of outbox and order.
 *
 * <p>{@link #exchange} is called from one thread at a time; {@link #measure} and {@link #echo} from any.
 */
public interface Transport extends AutoCloseable {
    /**
     * What this transport and its server can do. Constant.
     *
     * @return the capabilities
     */
    Capabilities capabilities();

    /**
     * How much a mutation weighs on the wire, and whether it can be carried at all. No I/O.
     *
     * @param mutation recorded, or about to be
     * @return bytes, about
     * @throws IllegalArgumentException if the dialect could never carry it, saying why
     */
    int measure(Mutation mutation);

    /**
     * By what a mutation is recognised in the server's history. No I/O.
     *
     * @param mutation a recorded mutation
     * @return equal to {@link ChangeSink.Incoming#echo()} of the change that it becomes; empty if it cannot be recognised
     */
    String echo(Mutation mutation);

    /**
     * When the writer made it, as {@link ChangeSink.Incoming#stamp()} will say of the change that it becomes. Decides
     * {@link dev.mooring.sync.ConflictPolicy#lastWriteWins()}. No I/O.
     *
     * @param mutation a recorded mutation
     * @return {@link Mutation#createdAt()} unless the dialect carries another stamp
     */
    default Instant stamp(Mutation mutation) {
        return mutation.createdAt();
    }

    /**
     * Rows that have to be at the server before this mutation can be taken: what its row refers to, or for a deletion, what may
     * refer to its row. May name some that do not count: it is asked only where the server has refused a mutation, to find
     * those that it would refuse next. No I/O.
     *
     * @param mutation a recorded mutation
     * @return empty unless the dialect knows better
     */
    default List<Reference> references(Mutation mutation) {
        return Collections.emptyList();
    }

    /**
     * By what other rows refer to this one, where that is not its key. No I/O.
     *
     * @param mutation a recorded mutation
     * @return as {@link Reference#key()} has it; empty where rows go by their keys
     */
    default String alias(Mutation mutation) {
        return "";
    }

    /**
     * The place inside a batch: lower ranks first, parents before children. No I/O.
     *
     * @param mutation a recorded mutation
     * @return 0 for all unless the dialect knows better
     */
    default int rank(Mutation mutation) {
        return 0;
    }

    /**
     * What has to be kept with a batch so that the same bytes can be sent again, also after a crash or by a newer version of
     * the dialect. Called once, in the transaction that freezes it. No I/O.
     *
     * @param push about to be frozen, with an empty {@link Ask.Push#wire()}
     * @return kept and given back in {@link Ask.Push#wire()}; empty where the mutations are enough
     */
    default String freeze(Ask.Push push) {
        return "";
    }

    /**
     * One round trip. Every call ends within the transport's own deadlines.
     *
     * @param ask what is wanted
     * @param sink takes the server's changes, for {@link Ask.Pull} and for an {@link Answer.Diverged} that carries them; never
     *     before an {@link Answer.HistoryReplaced}
     * @param cancellation ends it early; {@linkplain Cancellation#maySend asked} once more directly before a request leaves
     * @return what the server said
     * @throws dev.mooring.sync.spi.TransportException if no answer of the dialect came
     * @throws dev.mooring.sync.spi.ProtocolException if garbage came instead
     */
    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation);

    /**
     * Whom to ask before a credential is used. A transport that knows whom a credential stands for asks each time that it has one,
     * before the request is sent, also for the second try after a refresh. Core calls this before the first exchange.
     *
     * @param guard in place of the last one
     */
    default void guard(AccountGuard guard) {}

    /**
     * Within what time an exchange ends, whatever happens: the transport's own deadline for it, everything included. Constant for
     * one kind of ask. While another process may not sync, an exchange that may change something on the server has to be over: so it
     * is begun only where the right to sync is held for as long, and is cancelled when that ends.
     *
     * @param ask what would be wanted
     * @return positive; a minute by default
     */
    default Duration deadline(Ask ask) {
        return Duration.ofMinutes(1);
    }

    /**
     * By how much the server's clock is ahead of this device's, as its answers have shown; for a warning, and never for order.
     *
     * @return negative if it is behind; {@link Duration#ZERO}, the default, where nothing is known
     */
    default Duration clockOff() {
        return Duration.ZERO;
    }

    /**
     * Registers for hints that there may be something to pull. Hints carry no data, may be spurious and may be lost. A
     * transport without wake-ups never calls.
     *
     * @param hint short and non-blocking; callable from any thread
     * @return ends the registration
     */
    default Registration onWakeUp(Runnable hint) {
        return () -> {};
    }

    /** Releases what the transport owns. Idempotent. */
    @Override
    void close();
}
