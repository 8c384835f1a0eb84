package dev.mooring.sync.internal.fault;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what broke into a report. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private Failures() {}

    /** The words of a failure. An exception that is not Mooring's may quote what it was given, so only the log has its words. */
    public static String words(Throwable failure) {
        String message = failure.getMessage();
        boolean ours = failure instanceof SyncException || failure instanceof HandlerFailed;
        return ours && message != null ? message : "something in this app failed unexpectedly, as its log says";
    }

    /** What the server said of a mutation that it did not take. */
    public static String words(Outcome outcome) {
        if (outcome instanceof Outcome.Waiting waiting) {
            return waiting.reason();
        }
        return outcome instanceof Outcome.Deferred deferred
                ? deferred.reason()
                : outcome instanceof Outcome.Conflict conflict ? conflict.reason() : "nothing was taken";
    }

    /** The same of one of those that an answer speaks of; empty if it does not speak of it. */
    public static String words(List<Outcome> outcomes, UUID mutation) {
        for (Outcome outcome : outcomes) {
            if (outcome.mutation().equals(mutation)) {
                return words(outcome);
            }
        }
        return "";
    }

    /** For the log: the same trace without any message. */
    public static Throwable bare(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable bare = new Throwable(thrown.getClass().getName(), cause == null ? null : bare(cause));
        bare.setStackTrace(thrown.getStackTrace());
        return bare;
    }

    /** A step of an end: those behind it are taken whatever it throws. */
    public static void quietly(String what, Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            LOG.warn("could not {}; the outbox is kept", what, Shown.thrown(thrown));
        }
    }

    /** The report of a failure; the lane fills in what is pending and when it tries again. */
    public static SyncReport report(Throwable failure) {
        String message = words(failure);
        if (failure instanceof TransportException e) {
            return switch (e.kind()) {
                case OFFLINE -> new SyncReport.Offline(true, 0, message, null);
                case CANCELLED -> new SyncReport.Interrupted(0);
                case UNTRUSTED -> failed(Fault.UNTRUSTED, message);
                case AUTH -> failed(Fault.AUTH_REQUIRED, message);
                case THROTTLED -> failed(Fault.THROTTLED, message);
                case SERVER -> failed(Fault.SERVER, message);
                case REFUSED, INVALID, TOO_LARGE -> failed(Fault.REFUSED, message);
            };
        }
        if (failure instanceof ProtocolException e) {
            return failed(e.kind() == ProtocolException.Kind.PAGE ? Fault.PORTAL : Fault.GARBAGE, message);
        }
        if (failure instanceof StorageException e && e.kind() != StorageException.Kind.CONSTRAINT) {
            return failed(Fault.STORAGE, message);
        }
        return failed(Fault.HANDLER, message);
    }

    /** The same report with what only the lane knows. */
    public static SyncReport complete(
            SyncReport report, long pending, @Nullable Instant next, @Nullable HistoryChange history) {
        if (report instanceof SyncReport.Synced r) {
            return new SyncReport.Synced(r.pushed(), r.pulled(), r.superseded(), r.quarantined(), pending, history);
        } else if (report instanceof SyncReport.Offline r) {
            return new SyncReport.Offline(pending > 0, pending, r.cause(), next, history);
        } else if (report instanceof SyncReport.Failed r) {
            return new SyncReport.Failed(r.fault(), r.message(), pending, next, history);
        } else if (report instanceof SyncReport.Incompatible r) {
            return new SyncReport.Incompatible(r.mismatch(), r.reason(), pending);
        } else if (report instanceof SyncReport.Elsewhere) {
            return new SyncReport.Elsewhere(pending);
        }
        return new SyncReport.Interrupted(pending, history);
    }

    /**
     * A complete report as it is told: with what waits, and what happens next. A status says these itself, as they change while its
     * reason stays.
     */
    public static SyncReport told(SyncReport report) {
        if (report instanceof SyncReport.Offline r) {
            return new SyncReport.Offline(
                    r.queued(),
                    r.pending(),
                    r.cause() + next(r.pending(), r.nextAttempt()),
                    r.nextAttempt(),
                    r.history());
        } else if (report instanceof SyncReport.Failed r) {
            return new SyncReport.Failed(
                    r.fault(),
                    r.message() + next(r.pending(), r.nextAttempt()),
                    r.pending(),
                    r.nextAttempt(),
                    r.history());
        } else if (report instanceof SyncReport.Incompatible r) {
            return new SyncReport.Incompatible(r.mismatch(), r.reason() + next(r), r.pending());
        }
        return report;
    }

    private static String next(SyncReport.Incompatible other) {
        String queued = other.pending() == 0 ? "" : "; " + mutations(other.pending()) + " queued";
        return queued
                + switch (other.mismatch()) {
                    case KNOWS_LESS, OTHER_HISTORY ->
                        "; nothing is sent until the server has it again, or a rebuild takes the server as it is now or"
                                + " sends back what it has lost";
                    case OTHER_SCHEMA -> "; nothing is sent until this app and the server are of one version";
                    case OTHER_ACCOUNT -> "";
                };
    }

    /** A count with its noun, which takes an s. */
    public static String counted(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    private static String mutations(long pending) {
        return pending + (pending == 1 ? " mutation stays" : " mutations stay");
    }

    private static String next(long pending, @Nullable Instant attempt) {
        String queued = pending == 0 ? "" : "; " + mutations(pending) + " queued";
        if (attempt != null) {
            return queued + "; the next attempt comes by itself";
        }
        return pending == 0 ? "; nothing is queued" : queued + " until a sync is asked for";
    }

    /** Why a sync did not end well; null if it did, or was cancelled. */
    public static @Nullable Reason reason(SyncReport report, Instant at) {
        if (report instanceof SyncReport.Offline r) {
            return new Reason(Cause.OFFLINE, r.cause(), at);
        } else if (report instanceof SyncReport.Failed r) {
            return new Reason(Cause.valueOf(r.fault().name()), r.message(), at);
        } else if (report instanceof SyncReport.Incompatible r) {
            return new Reason(Cause.valueOf(r.mismatch().name()), r.reason(), at);
        }
        return report instanceof SyncReport.Elsewhere
                ? new Reason(Cause.ELSEWHERE, "another process syncs this storage", at)
                : null;
    }

    private static SyncReport failed(Fault fault, String message) {
        return new SyncReport.Failed(fault, message, 0, null);
    }
}
