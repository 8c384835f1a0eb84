package dev.mooring.sync.spi;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.spi.Capabilities.Order;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The app's own calls as a transport. */
final class CallsTransport implements Transport {
    private final Capabilities capabilities;
    private volatile AccountGuard guard = account -> null;
    private final PushCall push;
    private final PullCall pull;
    private final Runnable cancel;
    private volatile boolean closed;
    private volatile @Nullable RunningCall running;

    CallsTransport(Capabilities capabilities, PushCall push, PullCall pull, Runnable cancel) {
        if (capabilities.order() == Order.SEQUENCE || capabilities.vouches() || capabilities.calls()) {
            throw new IllegalArgumentException("the capabilities of " + capabilities.dialect()
                    + " need a transport of their own: two functions can neither number a sequence, nor check a"
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
}
