package dev.mooring.examples.shell;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.TablesChanged;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.status.SyncStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the library's values look on a line, in both forms. The keys of the JSON objects are part of the shell's contract and
 * are listed in {@code help.txt} and in the README.
 */
final class Lines {
    /** The outcome of a sync with a server that may not be the one of before. */
    static final String UNSAFE = "unsafe";

    private Lines() {}

    static void mutation(Output out, String command, Mutation m) {
        out.line(text(m), json(command, m));
    }

    static void parked(Output out, String command, ParkedMutation parked) {
        Mutation m = parked.mutation();
        out.line(
                text(m) + "  (" + parked.reason() + ")",
                json(command, m)
                        .with("reason", parked.reason())
                        .with("parked_at", parked.parkedAt().truncatedTo(ChronoUnit.MILLIS)));
    }

    static void change(Output out, String command, Change c) {
        Json json = Json.of(command);
        if (command.equals("watch")) {
            json.with("event", "change");
        }
        out.line(
                c.position() + "  " + Terminal.piece(c.kind()) + "  " + Terminal.piece(c.collection()) + "/"
                        + Terminal.piece(c.key()) + "  " + Terminal.piece(c.payload())
                        + (c.origin().isEmpty() ? "" : "  from " + Terminal.piece(c.origin())),
                json.with("position", c.position())
                        .with("collection", c.collection())
                        .with("key", c.key())
                        .with("kind", c.kind())
                        .with("payload", c.payload())
                        .with("tombstone", c.tombstone())
                        .with("schema_version", c.schemaVersion())
                        .with("at", c.at())
                        .with("origin", c.origin()));
    }

    /** Which rows of synced tables have changed. */
    static void rows(Output out, TablesChanged change) {
        change.keys().forEach((table, keys) -> rows(out, table, keys));
        change.unknown().forEach(table -> rows(out, table, null));
    }

    private static void rows(Output out, String table, @Nullable Set<String> keys) {
        out.line(
                Terminal.piece("rows of " + table + ": " + (keys == null ? "any" : String.join(", ", keys))),
                Json.of("watch").with("event", "rows").with("table", table).with("keys", keys));
    }

    private static String text(Mutation m) {
        return m.id() + "  " + Terminal.piece(m.kind()) + "  " + Terminal.piece(m.collection()) + "/"
                + Terminal.piece(m.key()) + "  " + Terminal.piece(m.payload());
    }

    static Json json(String command, Mutation m) {
        return Json.of(command)
                .with("id", m.id())
                .with("collection", m.collection())
                .with("key", m.key())
                .with("kind", m.kind())
                .with("payload", m.payload())
                .with("schema_version", m.schemaVersion())
                .with("created_at", m.createdAt());
    }

    /** Adds the keys of a sync. */
    static Json sync(Json json, Round round, SyncStatus status) {
        SyncReport report = round.report();
        return json.with("outcome", outcome(report))
                .with("queued", report instanceof SyncReport.Offline offline && offline.queued())
                .with("pushed", round.pushed())
                .with("pulled", round.pulled())
                .with("superseded", round.superseded())
                .with("quarantined", round.quarantined())
                .with("pending", report.pending())
                .with("position", status.position())
                .with("light", light(status))
                .with("fault", report instanceof SyncReport.Failed failed ? failed.fault() : null)
                .with("history", history(report))
                .with("message", message(round));
    }

    private static @Nullable String history(SyncReport report) {
        HistoryChange change = report.history();
        return change == null ? null : change.cause().name().toLowerCase(Locale.ROOT);
    }

    static String sync(Round round, SyncStatus status) {
        String message = message(round);
        return outcome(round.report()) + ": pushed " + round.pushed() + ", pulled " + round.pulled() + ", superseded "
                + round.superseded() + ", quarantined " + round.quarantined() + ", pending "
                + round.report().pending() + ", position " + status.position()
                + ", light " + light(status)
                + leftAlone(status)
                + (message == null ? "" : "\n" + message);
    }

    /** Until when the server is not asked by itself, as it has wished; a sync that is asked for goes all the same. */
    static String leftAlone(SyncStatus status) {
        Instant until = retryAt(status);
        return until == null ? "" : ", left alone until " + until;
    }

    /** The same as a time; null where the server has not wished so, or no more. */
    static @Nullable Instant retryAt(SyncStatus status) {
        Instant asked = status.contact().retryAt();
        return asked == null || asked.isBefore(status.asOf()) ? null : asked.truncatedTo(ChronoUnit.MILLIS);
    }

    /** One word for how all stands; grey while the client does not sync by itself. */
    static String light(SyncStatus status) {
        return status.light().name().toLowerCase(Locale.ROOT);
    }

    static String outcome(SyncReport report) {
        if (report instanceof SyncReport.Synced) {
            return "synced";
        } else if (report instanceof SyncReport.Offline) {
            return "offline";
        } else if (report instanceof SyncReport.Failed) {
            return "failed";
        } else if (report instanceof SyncReport.Incompatible) {
            return UNSAFE;
        }
        return report instanceof SyncReport.Elsewhere ? "elsewhere" : "interrupted";
    }

    /** The same, with what a person has to decide about after it. */
    static @Nullable String message(Round round) {
        String message = message(round.report());
        StringBuilder all = new StringBuilder(message == null ? "" : message);
        if (round.quarantined() > 0) {
            all.append(all.length() == 0 ? "" : "\n")
                    .append(count(round.quarantined()))
                    .append(" refused for good; see quarantined, then retry or drop");
        }
        if (round.superseded() > 0) {
            all.append(all.length() == 0 ? "" : "\n")
                    .append(count(round.superseded()))
                    .append(" overtaken by what others wrote; see superseded, then reissue or drop");
        }
        if (round.report() instanceof SyncReport.Incompatible other
                && other.mismatch() != Mismatch.OTHER_ACCOUNT
                && other.mismatch() != Mismatch.OTHER_SCHEMA) {
            all.append("\nwhat a rebuild would do: rebuild --preview");
        }
        return all.length() == 0 ? null : all.toString();
    }

    private static String count(long number) {
        return number == 1 ? "1 mutation was" : number + " mutations were";
    }

    /** What a person has to know of a sync besides its counts; null if there is nothing. */
    static @Nullable String message(SyncReport report) {
        HistoryChange change = report.history();
        String failure = failure(report);
        if (change == null || change.cause() != HistoryChange.Cause.REPLACED) {
            return failure;
        }
        String replaced = "the server's history was replaced (" + change.reason()
                + "): what it has is here now, with what was queued on top";
        return failure == null ? replaced : replaced + "\n" + failure;
    }

    private static @Nullable String failure(SyncReport report) {
        if (report instanceof SyncReport.Offline offline) {
            return offline.cause();
        } else if (report instanceof SyncReport.Failed failed) {
            return failed.message();
        } else if (report instanceof SyncReport.Incompatible other) {
            return other.reason();
        } else if (report instanceof SyncReport.Elsewhere) {
            return "another process syncs this file";
        }
        return report instanceof SyncReport.Interrupted ? "the sync was cancelled before it ended" : null;
    }
}
