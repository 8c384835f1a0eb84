package dev.mooring.sync.internal.exchange;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The one API call of a run. Once it was taken to be sent, it is given back only on proof that it was not made. So it is made at most once.
 *
 * <p>The lane thread writes it. A thread that closes the client, and has waited long enough, asks for the report.
 */
public final class CallState {
    private final Set<UUID> riders = new HashSet<>();
    private @Nullable ApiCall call;
    private @Nullable ApiResponse response;
    private @Nullable String failure;
    private @Nullable String doubt;

    /** Of a run that makes this call; null if none waits. */
    public CallState(@Nullable ApiCall call) {
        this.call = call;
    }

    /** Whether the call has not been made. */
    public synchronized boolean waiting() {
        return call != null;
    }

    /** The call goes out now. Until an answer comes, it counts as one that may have been made. Null if there is none. */
    public synchronized @Nullable ApiCall take() {
        ApiCall taken = call;
        if (taken != null) {
            call = null;
            doubt = "the exchange that carried the call did not end";
        }
        return taken;
    }

    /** Gives the call back, as it is proven that it was not made. */
    private void giveBack(ApiCall taken) {
        call = taken;
        doubt = null;
        riders.clear();
    }

    /** These mutations are sent with the call. */
    public synchronized void rides(List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            riders.add(mutation.id());
        }
    }

    /** The server has these. Those among them that rode with the call are confirmed. */
    public synchronized void confirmed(List<OutboxEntry> acked) {
        if (!riders.isEmpty()) {
            for (OutboxEntry entry : acked) {
                riders.remove(entry.mutation().id());
            }
        }
    }

    private void answered(@Nullable ApiResponse answer) {
        if (answer == null) {
            failure = "the server passed no answer of the API on";
        } else {
            response = answer;
        }
    }

    /** The exchange that carried the call was answered. The call was made only if the answer is that the mutations are settled. */
    public synchronized void ended(ApiCall taken, Answer answer) {
        if (answer instanceof Answer.Settled settled) {
            answered(settled.response());
        } else if (answer instanceof Answer.CallFailed failed) {
            failure = failed.reason();
        } else {
            giveBack(taken);
        }
    }

    /** The exchange that carried the call failed. The call is given back only if the failure proves that it was not made. */
    public synchronized void ended(ApiCall taken, SyncException exchange) {
        if (exchange instanceof TransportException e && provesNotMade(e.delivery(), e.kind())) {
            giveBack(taken);
        } else {
            doubt = Failures.words(exchange);
        }
    }

    /** A server that refuses has not made the call. One that failed or asked for a pause may have made it before. */
    private static boolean provesNotMade(Delivery delivery, Kind kind) {
        boolean refused = kind == Kind.AUTH || kind == Kind.REFUSED || kind == Kind.INVALID || kind == Kind.TOO_LARGE;
        return delivery == Delivery.NOT_SENT || (delivery == Delivery.ANSWERED && refused);
    }

    /** How the call ended, now that the run has ended. */
    public synchronized CallReport report(SyncReport sync) {
        if (response != null) {
            return new CallReport.Answered(response, sync);
        }
        if (failure != null) {
            return new CallReport.Failed(riders.isEmpty(), failure, sync);
        }
        if (doubt != null) {
            return new CallReport.Uncertain(riders.isEmpty(), doubt, sync);
        }
        return sync instanceof SyncReport.Offline
                ? new CallReport.Offline(sync.pending() > 0, sync)
                : new CallReport.NotMade(sync);
    }
}
