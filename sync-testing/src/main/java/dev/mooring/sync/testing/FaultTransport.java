package dev.mooring.sync.testing;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose exchanges go wrong as a {@link FaultPlan} says. Delays are virtual: while an exchange is under way, other clients go
 * on. The transport below must answer at once, as one does that calls a server in process.
 *
 * <p>It tells core that a request has {@linkplain ChangeSink#sent left} at once, when the server is done with it, or never: each in turn.
 *
 * <p>An exception tells the delivery as a client could know it, not what happened.
 */
public final class FaultTransport extends ForwardingTransport {
    private static final ChangeSink DISCARD = (slice, after) -> {};

    private final String name;
    private final VirtualScheduler time;
    private final FaultPlan plan;
    private final Trace trace;
    private boolean online = true;
    private boolean signedIn = true;
    private int cuts;
    private int cutsBefore;
    private Leaving leaving = Leaving.UNTOLD;

    /** When core is told that a request has left, see {@link ChangeSink#sent}: each in turn. */
    private enum Leaving {
        /** Before the server has it. */
        AT_ONCE,
        /** When the server has done what it asks for, if the transport below tells of it. */
        DONE,
        /** Never. */
        UNTOLD
    }

    /**
     * Puts faults in front of a transport.
     *
     * @param name in the trace
     * @param inner answers at once
     * @param time for delays
     * @param plan how each exchange goes
     * @param trace gets a line an exchange
     */
    public FaultTransport(String name, Transport inner, VirtualScheduler time, FaultPlan plan, Trace trace) {
        super(inner);
        this.name = name;
        this.time = time;
        this.plan = plan;
        this.trace = trace;
    }

    /**
     * Takes the network away or gives it back. Without it every exchange ends at once, not sent. An exchange that is under way when the
     * network goes is cut.
     *
     * @param value true by default
     */
    public void online(boolean value) {
        if (online && !value) {
            cuts++;
        }
        online = value;
    }

    /**
     * Whether there is a network.
     *
     * @return true by default
     */
    public boolean isOnline() {
        return online;
    }

    /**
     * Lets the credential run out, or gives a new one. Without one the server refuses every exchange and processes nothing.
     *
     * @param value true by default
     */
    public void signedIn(boolean value) {
        signedIn = value;
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (!cancellation.maySend()) {
            note(ask, "not sent any more");
            throw transport(Kind.CANCELLED, Delivery.NOT_SENT, null, "cancelled before it was sent");
        }
        if (!online) {
            note(ask, "offline");
            throw transport(Kind.OFFLINE, Delivery.NOT_SENT, null, "no network");
        }
        if (!signedIn) {
            note(ask, "signed out");
            throw transport(Kind.AUTH, Delivery.ANSWERED, null, "answered 401, the token has expired");
        }
        Fault fault = plan.next(ask);
        cutsBefore = cuts;
        try {
            Answer answer = go(fault, ask, sink, cancellation);
            note(ask, describe(fault) + " -> " + answer);
            return answer;
        } catch (SyncException e) {
            note(ask, describe(fault) + " -> " + e.getMessage());
            throw e;
        }
    }

    private Answer go(Fault fault, Ask ask, ChangeSink sink, Cancellation cancellation) {
        leaving = Leaving.values()[(leaving.ordinal() + 1) % Leaving.values().length];
        if (leaving == Leaving.AT_ONCE && fault.kind() != Fault.Kind.REFUSED) {
            sink.sent();
        }
        switch (fault.kind()) {
            case REFUSED -> throw transport(Kind.OFFLINE, Delivery.NOT_SENT, null, "connection refused");
            case REQUEST_LOST, LATE -> {
                if (fault.kind() == Fault.Kind.LATE) {
                    time.schedule(fault.toServer().plus(fault.toClient()), () -> deliver(ask));
                }
                pass(fault.toServer(), cancellation);
                throw transport(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "request timed out");
            }
            default -> pass(fault.toServer(), cancellation);
        }
        throwUnprocessed(fault);
        if (fault.kind() == Fault.Kind.NONE || fault.kind() == Fault.Kind.CUT) {
            return answer(fault, ask, sink, cancellation);
        }
        if (fault.kind() == Fault.Kind.DUPLICATED) {
            if (!(ask instanceof Ask.Call)) {
                deliver(ask);
            }
            return answer(fault, ask, sink, cancellation);
        }
        deliver(ask);
        pass(fault.toClient(), cancellation);
        throw processed(fault);
    }

    private static void throwUnprocessed(Fault fault) {
        switch (fault.kind()) {
            case FAILED_BEFORE -> throw transport(Kind.SERVER, Delivery.ANSWERED, null, "answered 502");
            case THROTTLED_BEFORE ->
                throw transport(Kind.THROTTLED, Delivery.ANSWERED, fault.toClient(), "answered 503");
            case GARBAGE_BEFORE -> throw new ProtocolException("expected an answer, got a login page", null);
            case AUTH -> throw transport(Kind.AUTH, Delivery.ANSWERED, null, "answered 401");
            default -> {}
        }
    }

    private static SyncException processed(Fault fault) {
        return switch (fault.kind()) {
            case FAILED_AFTER -> transport(Kind.SERVER, Delivery.ANSWERED, null, "answered 500 afterwards");
            case THROTTLED_AFTER ->
                transport(Kind.THROTTLED, Delivery.ANSWERED, fault.toClient(), "answered 429 afterwards");
            case GARBAGE_AFTER -> new ProtocolException("the answer is cut short", null);
            default -> transport(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "answer lost");
        };
    }

    /**
     * The server answers at the instant at which the request arrives; its changes come through one slice after the other.
     * The slices are taken before time passes: the transport below must not be interrupted.
     */
    private Answer answer(Fault fault, Ask ask, ChangeSink sink, Cancellation cancellation) {
        int[] left = {fault.kind() == Fault.Kind.CUT ? fault.slices() : Integer.MAX_VALUE};
        ChangeSink slow = new ChangeSink() {
            @Override
            public void accept(List<Incoming> slice, @Nullable Cursor after) {
                pass(fault.toClient(), cancellation);
                if (left[0]-- == 0) {
                    throw transport(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "answer cut between two slices");
                }
                sink.accept(slice, after);
            }

            @Override
            public void sent() {
                if (leaving == Leaving.DONE) {
                    sink.sent();
                }
            }
        };
        Answer answer = super.exchange(ask, slow, cancellation);
        pass(fault.toClient(), cancellation);
        if (fault.kind() == Fault.Kind.CUT) {
            throw transport(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "answer cut at its end");
        }
        return answer;
    }

    private void deliver(Ask ask) {
        try {
            Answer unseen = super.exchange(ask, DISCARD, Cancellation.NEVER);
            note(ask, "delivered, unseen answer " + unseen);
        } catch (SyncException e) {
            note(ask, "delivered, unseen failure " + e.getMessage());
        }
    }

    private void pass(Duration delay, Cancellation cancellation) {
        if (time.sleep(delay, cancellation::isCancelled)) {
            throw transport(Kind.CANCELLED, Delivery.MAYBE_SENT, null, "cancelled");
        }
        if (cuts != cutsBefore) {
            throw transport(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "the connection was cut");
        }
    }

    private static TransportException transport(
            Kind kind, Delivery delivery, @Nullable Duration retryAfter, String message) {
        return new TransportException(kind, delivery, retryAfter, message, null);
    }

    private static String describe(Fault fault) {
        return fault.kind() + " " + fault.toServer().toMillis() + "+"
                + fault.toClient().toMillis() + "ms";
    }

    private void note(Ask ask, String what) {
        trace.add(time.uptime().toMillis() + "ms " + name + " " + describe(ask) + ": " + what);
    }

    private static String describe(Ask ask) {
        String at = " at '" + ask.cursor().token() + "'";
        if (ask instanceof Ask.Push push) {
            return "push" + push.mutations() + at;
        }
        if (ask instanceof Ask.Call call) {
            return "call" + (call.push() == null ? "" : call.push().mutations()) + at;
        }
        return (ask instanceof Ask.Pull ? "pull" : "check") + at;
    }
}
