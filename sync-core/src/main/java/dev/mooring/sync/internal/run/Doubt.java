package dev.mooring.sync.internal.run;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.TransportException.Delivery;
import dev.mooring.sync.TransportException.Kind;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.history.History;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.ledger.Ledger.Frozen;
import dev.mooring.sync.internal.ledger.Ledger.Held;
import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.status.Tally;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.OutboxEntry;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is not known of a push until a complete pull has shown what the server has.
 *
 * <p>A push that fails leaves its batch frozen and the failure as a suspicion. The pull clears it (the server has the batch, or
 * its history moved on) or confirms it. Then the failure is acted on: the same bytes once more after a lost answer; half the
 * batch at once after "too large" or "invalid", and the last one that is left is the culprit; patience and then the
 * {@link Sieve} after failures that may be the server's own. What moves the run on is {@link Verdict#GO_ON}; all else ends it
 * with the failure, and the batch stays.
 */
final class Doubt<DB> {
    private final Ledger<DB> ledger;
    private final History<DB> history;
    private final Capabilities can;
    private final ServerOrder order;
    private final Sieve sieve;
    private final Tally tally;
    private boolean resent;
    private @Nullable UUID resolved;
    private @Nullable Suspicion suspicion;

    Doubt(Ledger<DB> ledger, History<DB> history, Capabilities can, ServerOrder order, Sieve sieve, Tally tally) {
        this.ledger = ledger;
        this.history = history;
        this.can = can;
        this.order = order;
        this.sieve = sieve;
        this.tally = tally;
    }

    /** What to do next. */
    enum Verdict {
        /** Another turn. */
        GO_ON,
        /** Another round, as the history has moved on meanwhile. */
        GO_ON_LATER,
        /** The run ends with the failure. */
        FAIL
    }

    /** A verdict with the failure that it is about, if there is one. */
    record Resolved(Verdict verdict, @Nullable SyncException failure) {}

    private record Suspicion(Frozen frozen, SyncException failure) {}

    private static final Resolved CLEAR = new Resolved(Verdict.GO_ON, null);

    /** A push was begun: what was known of its batch is old. */
    void pushing() {
        resolved = null;
    }

    /** A push failed, and the server may have it all the same. */
    void suspect(Frozen frozen, SyncException failure) {
        suspicion = new Suspicion(frozen, failure);
    }

    /** Whether a pull has to show first what became of a batch. */
    boolean about(Frozen frozen) {
        boolean unsafe = can.resend() == Capabilities.Resend.UNSAFE && !frozen.fresh();
        return unsafe && !frozen.batch().key().equals(resolved);
    }

    /** A complete pull has shown what the server has, up to this cursor. */
    Resolved resolve(Cursor cursor) {
        Suspicion suspected = suspicion;
        suspicion = null;
        resolved = null;
        Held held = ledger.held().orElse(null);
        if (held == null) {
            return CLEAR;
        }
        Batch batch = held.batch();
        if (batch.orphaned()) {
            tally.merged(history.settleOrphan());
            return CLEAR;
        }
        if (!order.keepsRest() && held.left() < batch.members().size()) {
            // It got somewhere; what is left of it goes out anew.
            ledger.dissolve();
            if (held.left() == 0) {
                sieve.passed();
            }
            return CLEAR;
        }
        if (!order.isElsewhere(batch, cursor)) {
            resolved = batch.key();
            return suspected == null ? CLEAR : judge(suspected, batch);
        }
        // The places have moved on: what is left of the batch is numbered anew when it is frozen again.
        int left = ledger.dissolve();
        return suspected == null || left == 0 ? CLEAR : overtaken(suspected);
    }

    /** The server does not have it. */
    private Resolved judge(Suspicion suspected, Batch batch) {
        SyncException failure = suspected.failure();
        Kind kind = kind(failure);
        if (kind == Kind.TOO_LARGE || kind == Kind.INVALID) {
            shrink(suspected, kind);
            return CLEAR;
        }
        boolean unanswered = unanswered(failure);
        if ((unanswered || failure instanceof ProtocolException) && !resent) {
            resent = true;
            return CLEAR;
        }
        if (unanswered || ledger.failed(batch).failures() < Sieve.PATIENCE) {
            return new Resolved(Verdict.FAIL, failure);
        }
        return new Resolved(blamed(suspected) ? Verdict.GO_ON : Verdict.FAIL, failure);
    }

    private void shrink(Suspicion suspected, Kind kind) {
        List<OutboxEntry> sent = suspected.frozen().sent();
        if (sent.size() == 1) {
            tally.merged(ledger.quarantine(sent.get(0), Failures.words(suspected.failure())));
            return;
        }
        if (kind == Kind.TOO_LARGE) {
            sieve.tooLarge(sent.size());
        } else {
            sieve.halve(sent.size());
        }
        ledger.dissolve();
    }

    /** Patience is over: halves, holds or convicts. Returns whether another batch is worth trying now. */
    private boolean blamed(Suspicion suspected) {
        List<OutboxEntry> sent = suspected.frozen().sent();
        String words = Failures.words(suspected.failure());
        if (sieve.convicts(sent)) {
            tally.merged(ledger.quarantine(sent.get(0), words));
            return true;
        }
        ledger.dissolve();
        return sieve.suspect(sent, words);
    }

    /** The push failed and the server does not have it, but has something else: patience is counted all the same. */
    private Resolved overtaken(Suspicion suspected) {
        SyncException failure = suspected.failure();
        int times = suspected.frozen().batch().failures() + 1;
        boolean patient = unanswered(failure) || times < Sieve.PATIENCE;
        if (patient && !unanswered(failure)) {
            sieve.failed(times);
        }
        boolean another = patient || blamed(suspected);
        return new Resolved(another ? Verdict.GO_ON_LATER : Verdict.FAIL, failure);
    }

    static Kind kind(SyncException failure) {
        return failure instanceof TransportException e ? e.kind() : Kind.SERVER;
    }

    private static boolean unanswered(SyncException failure) {
        return failure instanceof TransportException e && e.delivery() == Delivery.MAYBE_SENT;
    }
}
