package dev.mooring.examples.shell;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.status.SyncStatus;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands that touch the network. */
final class SyncCommands {
    private SyncCommands() {}

    /** How long a sync waits for what comes over a channel alone. */
    private static final Duration CHANNEL = Duration.ofSeconds(15);

    static int sync(Session session, Output out) throws SQLException, InterruptedException {
        Round round = session.channel().kind() == ChannelChoice.Kind.NONE
                ? session.rounds().of(session.client().syncNow().join())
                : syncOverChannel(session);
        print(session, Json.of("sync"), round, out);
        return Exit.of(round);
    }

    /** Syncs until nothing is missing on either side, the channel's part included. */
    private static Round syncOverChannel(Session session) throws SQLException, InterruptedException {
        session.client().start();
        SyncReport report = session.client().syncNow().join();
        if (report instanceof SyncReport.Synced) {
            session.rounds().awaitSettled(CHANNEL);
        }
        SyncStatus status = session.client().status();
        if (status.state() == SyncStatus.State.SYNCED || !(report instanceof SyncReport.Synced)) {
            return session.rounds().sum(report);
        }
        SyncStatus.Reason reason = status.reason();
        String words = reason == null ? "the channel did not bring everything in time" : reason.words();
        return session.rounds().sum(new SyncReport.Offline(status.pending() > 0, status.pending(), words, null));
    }

    private static void print(Session session, Json json, Round round, Output out) throws SQLException {
        SyncStatus status = session.client().status();
        session.ended(round);
        out.line(Lines.sync(round, status), Lines.sync(json, round, status));
    }

    static int watch(Session session, long count, Output out) throws SQLException, InterruptedException {
        long position = session.client().status().position();
        session.printChangedRows(out);
        ChannelLines channel = new ChannelLines(session.channel(), out);
        channel.begin();
        session.client().start();
        String before = "";
        int exit = Exit.DONE;
        for (long syncs = 0; syncs < count; ) {
            Rounds.News next = session.rounds().next();
            if (next instanceof Rounds.ChannelNews changed) {
                channel.print(changed.status());
                continue;
            }
            Round round = (Round) next;
            syncs++;
            exit = Exit.of(round);
            position = LocalCommands.printLog(session, "watch", position, out);
            String outcome = Lines.outcome(round.report());
            boolean news = round.pushed() + round.pulled() + round.superseded() + round.quarantined() > 0;
            if (out.isJson() || news || !outcome.equals(before)) {
                print(session, Json.of("watch").with("event", "sync"), round, out);
            }
            before = outcome;
        }
        return exit;
    }

    // ---- call

    /** The call as it was typed. */
    record Wanted(
            String url, @Nullable String method, @Nullable String body, Map<String, String> headers) {}

    static int call(Session session, Wanted wanted, Output out) throws SQLException, IOException {
        ApiCall call = callOf(wanted);
        CallReport report = session.client().calls().make(call).join();
        Round round = session.rounds().of(syncOf(report));
        ApiResponse response = report instanceof CallReport.Answered answered ? answered.response() : null;
        Json sync = Lines.sync(Json.of("sync"), round, session.client().status());
        String reason = reason(report);
        session.ended(round);
        out.line(
                response == null
                        ? outcome(report) + ": " + reason + "\nmutations confirmed: " + confirmed(report)
                        : response.status() + "\n" + response.body()
                                + (exit(report, round) == Exit.DONE
                                        ? ""
                                        : "\n"
                                                + Lines.sync(
                                                        round, session.client().status())),
                Json.of("call")
                        .with("outcome", outcome(report))
                        .with("status", response == null ? null : response.status())
                        .with("headers", response == null ? null : response.headers())
                        .with("body", response == null ? null : response.body())
                        .with("mutations_confirmed", confirmed(report))
                        .with("queued", report instanceof CallReport.Offline offline && offline.queued())
                        .with("message", reason)
                        .with("sync", sync));
        return exit(report, round);
    }

    private static ApiCall callOf(Wanted wanted) throws IOException {
        String body = wanted.body;
        String method = wanted.method == null ? (body == null ? "GET" : "POST") : wanted.method;
        try {
            ApiCall call = new ApiCall(
                    method.toUpperCase(Locale.ROOT),
                    wanted.url,
                    Collections.emptyMap(),
                    body == null ? null : ItemCommands.textOf(body));
            for (Map.Entry<String, String> header : wanted.headers.entrySet()) {
                call = call.withHeader(header.getKey(), header.getValue());
            }
            return call;
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static int exit(CallReport report, Round round) {
        if (report instanceof CallReport.Answered) {
            return Exit.of(round);
        }
        return report instanceof CallReport.Offline ? Exit.OFFLINE : Exit.REFUSED;
    }

    private static String outcome(CallReport report) {
        if (report instanceof CallReport.Answered) {
            return "answered";
        } else if (report instanceof CallReport.Offline) {
            return "offline";
        } else if (report instanceof CallReport.Failed) {
            return "failed";
        }
        return report instanceof CallReport.Uncertain ? "uncertain" : "not-made";
    }

    private static boolean confirmed(CallReport report) {
        if (report instanceof CallReport.Failed failed) {
            return failed.mutationsConfirmed();
        } else if (report instanceof CallReport.Uncertain uncertain) {
            return uncertain.mutationsConfirmed();
        }
        return report instanceof CallReport.Answered;
    }

    private static @Nullable String reason(CallReport report) {
        if (report instanceof CallReport.Failed failed) {
            return failed.reason();
        } else if (report instanceof CallReport.Uncertain uncertain) {
            return uncertain.reason();
        }
        return Lines.message(syncOf(report));
    }

    private static SyncReport syncOf(CallReport report) {
        if (report instanceof CallReport.Answered answered) {
            return answered.sync();
        } else if (report instanceof CallReport.Offline offline) {
            return offline.sync();
        } else if (report instanceof CallReport.Failed failed) {
            return failed.sync();
        } else if (report instanceof CallReport.Uncertain uncertain) {
            return uncertain.sync();
        }
        return ((CallReport.NotMade) report).sync();
    }
}
