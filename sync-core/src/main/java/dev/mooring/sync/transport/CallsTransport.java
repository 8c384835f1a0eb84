package dev.mooring.sync.transport;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Confirmed;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The app's own calls as a transport. */
public final class CallsTransport implements Transport {
    private final Capabilities capabilities;
    private volatile AccountGuard guard = account -> null;
    private final PushCall push;
    private final PullCall pull;
    private final Runnable cancel;
    private volatile boolean closed;
    private volatile @Nullable RunningCall running;

    /**
     * As {@link #of(Capabilities, PushCall, PullCall, Runnable)}, for functions that end soon when their thread is interrupted.
     *
     * @param capabilities what the server and the functions promise
     * @param push sends a batch
     * @param pull asks for changes
     * @return the transport; closing it cancels a running exchange and releases nothing
     * @throws IllegalArgumentException if the capabilities need more than two functions
     */
    public static Transport of(Capabilities capabilities, PushCall push, PullCall pull) {
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
     *       not parse is no such thing: read it whole first, and throw a {@link dev.mooring.sync.spi.ProtocolException} or any
     *       unchecked exception for what cannot be understood;
     *   <li>everything else is an answer that nobody could read: {@link dev.mooring.sync.spi.ProtocolException};
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
     *     {@link Capabilities#vouches()}, {@link Capabilities#calls()}, or {@link Capabilities.Order#SEQUENCE} or {@link
     *     Capabilities.Order#CLOCKS}, whose answers move the cursor
     */
    public static Transport of(Capabilities capabilities, PushCall push, PullCall pull, Runnable cancel) {
        return new CallsTransport(capabilities, push, pull, cancel);
    }

    private CallsTransport(Capabilities capabilities, PushCall push, PullCall pull, Runnable cancel) {
        boolean cells = capabilities.order() == Order.CLOCKS;
        if (cells || capabilities.order() == Order.SEQUENCE || capabilities.vouches() || capabilities.calls()) {
            throw new IllegalArgumentException("the capabilities of " + capabilities.dialect()
                    + " need a transport of their own: two functions can neither number a sequence or cells, nor check a"
                    + " history, nor make API calls");
        }
        this.capabilities = capabilities;
        this.push = Objects.requireNonNull(push, "push");
        this.pull = Objects.requireNonNull(pull, "pull");
        this.cancel = Objects.requireNonNull(cancel, "cancel");
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public int measure(Mutation mutation) {
        return mutation.collection().length()
                + mutation.key().length()
                + mutation.kind().length()
                + mutation.payload().length();
    }

    @Override
    public String echo(Mutation mutation) {
        boolean gone = capabilities.order() == Order.KEYS && mutation.kind().equals(Mutation.DELETE);
        return gone ? Confirmed.GONE : mutation.id().toString();
    }

    @Override
    public void guard(AccountGuard accounts) {
        guard = accounts;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (!(ask instanceof Ask.Push) && !(ask instanceof Ask.Pull)) {
            throw new IllegalArgumentException("a transport of two functions has no call for " + ask);
        }
        String attempted = ask instanceof Ask.Push ? "the app's push" : "the app's pull";
        if (closed || !cancellation.maySend()) {
            throw new TransportException(
                    Kind.CANCELLED, Delivery.NOT_SENT, null, attempted + " was cancelled before it began", null);
        }
        if (!capabilities.account().isEmpty()) {
            String refusal = guard.refusal(new Account(Account.Kind.TOKEN, capabilities.account()));
            if (refusal != null) {
                return new Answer.Incompatible(Mismatch.OTHER_ACCOUNT, refusal);
            }
        }
        RunningCall call = new RunningCall(sink, cancel);
        running = call;
        cancellation.onCancel(call::cancel);
        if (closed) {
            call.cancel();
        }
        try {
            return ask instanceof Ask.Push batch ? pushed(batch) : pulled(ask.cursor(), call);
        } catch (Exception e) {
            if (e == call.refusal()) {
                throw CallsTransport.<RuntimeException>unchanged(e);
            }
            throw Unanswered.of(attempted, ask instanceof Ask.Push, e, call.isCancelled());
        } finally {
            running = null;
            cancellation.onCancel(() -> {});
            call.end();
        }
    }

    /** What the sink threw reaches core as it is, whatever its type. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E unchanged(Exception e) throws E {
        throw (E) e;
    }

    private Answer pushed(Ask.Push batch) throws Exception {
        List<Outcome> outcomes = push.push(batch);
        return new Answer.Settled(outcomes, new Page(batch.cursor(), capabilities.confirmsOnPull()), null);
    }

    private Answer pulled(Cursor from, ChangeSink sink) throws Exception {
        Page page = Objects.requireNonNull(pull.pull(from, sink), "the page of a pull");
        return new Answer.Settled(Collections.emptyList(), page, null);
    }

    @Override
    public void close() {
        closed = true;
        RunningCall call = running;
        if (call != null) {
            call.cancel();
        }
    }

    /** Sends a batch. */
    @FunctionalInterface
    public interface PushCall {
        /**
         * Sends it.
         *
         * @param batch in the order to be applied
         * @return what became of each mutation, at most one outcome for each; those without one stay in the outbox. Where
         *     {@linkplain Capabilities#confirmsOnPull() the pull is the evidence}, only a refusal counts
         * @throws Exception see {@link CallsTransport#of(Capabilities, PushCall, PullCall, Runnable)}
         */
        List<Outcome> push(Ask.Push batch) throws Exception;
    }

    /** Asks for changes. */
    @FunctionalInterface
    public interface PullCall {
        /**
         * Asks for what comes after the cursor.
         *
         * @param from {@link dev.mooring.sync.Cursor#START}, or what an earlier page gave
         * @param sink takes the changes, in slices
         * @return where it leaves us
         * @throws Exception see {@link CallsTransport#of(Capabilities, PushCall, PullCall, Runnable)}; what the sink throws has to pass
         */
        Page pull(Cursor from, ChangeSink sink) throws Exception;
    }
}
