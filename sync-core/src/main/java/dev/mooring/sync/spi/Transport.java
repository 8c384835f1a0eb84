package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import java.time.Instant;
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
     * @param cancellation ends it early
     * @return what the server said
     * @throws dev.mooring.sync.TransportException if no answer of the dialect came
     * @throws dev.mooring.sync.ProtocolException if garbage came instead
     */
    Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation);

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

    /**
     * A transport out of two functions, for an app that reaches its server through calls of its own. Mutations are
     * recognised by their ids: {@link #echo} is the id as text, and {@link #measure} counts the characters of a mutation.
     *
     * <p>What a function throws is told apart: a {@link dev.mooring.sync.SyncException} passes, an {@link java.io.IOException}
     * means that there was no answer and the server may have got all of it, and everything else is an answer that nobody
     * could read. Functions must bring their own deadlines.
     *
     * @param capabilities what the server and the functions promise
     * @param push sends a batch
     * @param pull asks for changes
     * @return the transport; closing it does nothing
     */
    static Transport of(Capabilities capabilities, PushCall push, PullCall pull) {
        return new CallsTransport(capabilities, push, pull);
    }

    /** Sends a batch. */
    @FunctionalInterface
    interface PushCall {
        /**
         * Sends it.
         *
         * @param batch in the order to be applied
         * @return what became of each mutation, at most one outcome for each; those without one stay in the outbox
         * @throws Exception see {@link Transport#of}
         */
        List<Outcome> push(Ask.Push batch) throws Exception;
    }

    /** Asks for changes. */
    @FunctionalInterface
    interface PullCall {
        /**
         * Asks for what comes after the cursor.
         *
         * @param from {@link dev.mooring.sync.Cursor#START}, or what an earlier page gave
         * @param sink takes the changes, in slices
         * @return where it leaves us
         * @throws Exception see {@link Transport#of}
         */
        Page pull(Cursor from, ChangeSink sink) throws Exception;
    }

    /** Releases what the transport owns. Idempotent. */
    @Override
    void close();
}
