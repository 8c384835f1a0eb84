package dev.mooring.sync.spi;

import dev.mooring.sync.Mutation;

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
     * One round trip. Every call ends within the transport's own deadlines.
     *
     * @param ask what is wanted
     * @param sink takes the server's changes, for {@link Ask.Pull} and for an {@link Answer.Diverged} that carries them
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

    /** Releases what the transport owns. Idempotent. */
    @Override
    void close();
}
