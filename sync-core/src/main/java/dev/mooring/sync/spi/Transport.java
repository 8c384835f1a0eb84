package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
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
     * @throws dev.mooring.sync.TransportException if no answer of the dialect came
     * @throws dev.mooring.sync.ProtocolException if garbage came instead
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

    /**
     * As {@link #of(Capabilities, PushCall, PullCall, Runnable)}, for functions that end soon when their thread is interrupted.
     *
     * @param capabilities what the server and the functions promise
     * @param push sends a batch
     * @param pull asks for changes
     * @return the transport; closing it cancels a running exchange and releases nothing
     * @throws IllegalArgumentException if the capabilities need more than two functions
     */
    static Transport of(Capabilities capabilities, PushCall push, PullCall pull) {
        return of(capabilities, push, pull, () -> {});
    }

    /**
     * A transport out of two functions, for an app that reaches its server through calls of its own. They run on the thread of
     * the exchange, one at a time, and must bring their own deadlines,
     * of a minute at most: a push that takes longer is cancelled.
     *
     * <p>Mutations are recognised by their ids: {@link #echo} is the id as text, so the server has to keep it and show it
     * again. Where it keeps {@linkplain Capabilities.Order#KEYS keys}, the echo of a deletion is {@link Confirmed#GONE}, as
     * that of a tombstone has to be, and a server that shows no ids is compared by the text of the payloads: give changes
     * an empty echo then. {@link #measure} counts the characters of a mutation.
     *
     * <p>What a function throws is told apart, also as the cause of a {@link java.util.concurrent.CompletionException},
     * {@link java.util.concurrent.ExecutionException} or {@link java.io.UncheckedIOException}:
     * <ul>
     *   <li>a {@link dev.mooring.sync.SyncException} passes as it is; {@link HttpStatus#check} throws one for a status;
     *   <li>{@link java.net.ConnectException}, {@link java.net.NoRouteToHostException} and
     *       {@link java.net.UnknownHostException} are {@code OFFLINE}, and nothing was sent. So make one request in a call, and
     *       let no client repeat it by itself;
     *   <li>what TLS says about trust is {@code UNTRUSTED};
     *   <li>every other {@link java.io.IOException} is {@code OFFLINE}, and the server may have got all of it. A body that does
     *       not parse is no such thing: read it whole first, and throw a {@link dev.mooring.sync.ProtocolException} or any
     *       unchecked exception for what cannot be understood;
     *   <li>everything else is an answer that nobody could read: {@link dev.mooring.sync.ProtocolException};
     *   <li>once the exchange was cancelled, all but the first is {@code CANCELLED}, and the server may have got all of it.
     * </ul>
     *
     * <p>To cancel, the thread of the exchange is interrupted, but never while the sink works on it, and {@code cancel} is run.
     * The interruption does not outlive the exchange.
     *
     * @param capabilities what the server and the functions promise
     * @param push sends a batch
     * @param pull asks for changes
     * @param cancel ends the calls that are under way, for a client that an interruption does not wake; from any thread, and
     *     short. Such as {@code client.dispatcher()::cancelAll} of an OkHttp client that makes no other calls
     * @return the transport; closing it cancels a running exchange and releases nothing
     * @throws IllegalArgumentException if the capabilities need more than two functions: {@link Capabilities#checks()},
     *     {@link Capabilities#vouches()}, {@link Capabilities#calls()}, or {@link Capabilities.Order#SEQUENCE}, whose answers move the cursor
     */
    static Transport of(Capabilities capabilities, PushCall push, PullCall pull, Runnable cancel) {
        return new CallsTransport(capabilities, push, pull, cancel);
    }

    /** Sends a batch. */
    @FunctionalInterface
    interface PushCall {
        /**
         * Sends it.
         *
         * @param batch in the order to be applied
         * @return what became of each mutation, at most one outcome for each; those without one stay in the outbox. Where
         *     {@linkplain Capabilities#confirmsOnPull() the pull is the evidence}, only a refusal counts
         * @throws Exception see {@link Transport#of(Capabilities, PushCall, PullCall, Runnable)}
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
         * @throws Exception see {@link Transport#of(Capabilities, PushCall, PullCall, Runnable)}; what the sink throws has to pass
         */
        Page pull(Cursor from, ChangeSink sink) throws Exception;
    }

    /** Releases what the transport owns. Idempotent. */
    @Override
    void close();
}
