package dev.mooring.examples.shell;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.status.SyncStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Looking at what the file holds, and deciding about what is parked. None of these touches the network. */
final class LocalCommands {
    private static final int PAGE = 500;

    private LocalCommands() {}

    static int status(Session session, Options options, Output out) throws SQLException {
        SyncStatus status = session.client().status();
        SqliteStorage<Connection> tables = session.tables();
        Integer aside =
                tables == null ? null : tables.setAside(Integer.MAX_VALUE).size();
        Instant retryAt = Lines.retryAt(status);
        LocalFile.LastSync last = session.lastSync();
        Json json = Json.of("status");
        out.line(
                "device " + session.device() + ", light " + Lines.light(status) + ", position " + status.position()
                        + ", pending " + status.pending()
                        + ", superseded " + status.counts().superseded() + ", quarantined "
                        + status.counts().quarantined()
                        + (aside == null ? "" : ", aside " + aside)
                        + Lines.leftAlone(status)
                        + (last == null
                                ? "\nnever synced from here"
                                : "\nlast sync " + last.at() + ": " + last.outcome()
                                        + (last.message() == null ? "" : "\n" + last.message())),
                json.with("device", session.device())
                        .with("server", options.server)
                        .with("server_name", Dialects.serverName(options))
                        .with("user", options.user)
                        .with("light", Lines.light(status))
                        .with("pending", status.pending())
                        .with("superseded", status.counts().superseded())
                        .with("quarantined", status.counts().quarantined())
                        .with("position", status.position())
                        .with("cursor", status.cursor().token())
                        .with("last_sync_at", last == null ? null : last.at())
                        .with("last_outcome", last == null ? null : last.outcome())
                        .with("last_message", last == null ? null : last.message())
                        .withUnlessNull("aside", aside)
                        .withUnlessNull("retry_at", retryAt));
        return Exit.DONE;
    }

    static int outbox(Session session, Output out) throws SQLException {
        for (Mutation mutation : session.client().pending(Integer.MAX_VALUE)) {
            Lines.mutation(out, "outbox", mutation);
        }
        return Exit.DONE;
    }

    static int log(Session session, long since, Output out) throws SQLException {
        printLog(session, "log", since, out);
        return Exit.DONE;
    }

    /** Prints the confirmed log page by page; returns the position of its end. */
    static long printLog(Session session, String command, long since, Output out) throws SQLException {
        long after = since;
        List<Change> page;
        do {
            page = session.client().log(after, PAGE);
            for (Change change : page) {
                Lines.change(out, command, change);
                after = change.position();
            }
        } while (page.size() == PAGE);
        return after;
    }

    static int superseded(Session session, Output out) throws SQLException {
        return parked("superseded", session.client().parked().superseded(Integer.MAX_VALUE), out);
    }

    static int quarantined(Session session, Output out) throws SQLException {
        return parked("quarantined", session.client().parked().quarantined(Integer.MAX_VALUE), out);
    }

    private static int parked(String command, List<ParkedMutation> parked, Output out) {
        for (ParkedMutation one : parked) {
            Lines.parked(out, command, one);
        }
        return Exit.DONE;
    }

    static int retry(Session session, UUID id, Output out) throws SQLException {
        if (!session.client().parked().retry(id)) {
            throw new RefusedException("no quarantined mutation has the id " + id);
        }
        out.line("queued " + id + " again", Json.of("retry").with("id", id));
        return Exit.DONE;
    }

    static int drop(Session session, UUID id, Output out) throws SQLException {
        if (!session.client().parked().drop(id)) {
            throw new RefusedException("no superseded or quarantined mutation has the id " + id);
        }
        out.line("dropped " + id, Json.of("drop").with("id", id));
        return Exit.DONE;
    }

    static int reissue(Session session, UUID id, Output out) throws SQLException {
        Mutation anew = session.client().parked().reissue(id);
        if (anew == null) {
            throw new RefusedException("no superseded mutation has the id " + id);
        }
        out.line(
                "queued " + id + " anew as " + anew.id(),
                Json.of("reissue").with("id", id).with("new_id", anew.id()));
        return Exit.DONE;
    }
}
