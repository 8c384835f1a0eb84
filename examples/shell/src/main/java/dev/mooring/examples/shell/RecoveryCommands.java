package dev.mooring.examples.shell;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildPreview;
import dev.mooring.sync.recovery.RebuildReport;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Getting out of trouble: looking for damage, saving what waits, and fetching the server's state anew. */
final class RecoveryCommands {
    private static final String NEEDS_EXPORT =
            "a rebuild needs --export FILE, which keeps a copy of what the server had confirmed here";

    private RecoveryCommands() {}

    /** What a rebuild is to do besides. */
    static final class Rebuild {
        @Option(names = "--preview", description = "only say what it would do")
        boolean preview;

        @Option(
                names = "--export",
                paramLabel = "FILE",
                description =
                        "first save what is not at the server, and what it had confirmed; needed where sync says unsafe")
        @Nullable
        Path export;

        @Option(
                names = "--drop",
                paramLabel = "LIST",
                description =
                        "let go of pending, superseded or quarantined mutations (with commas between); needs --export")
        String drop = "";

        @Option(names = "--resend", description = "send again what the server had confirmed and no longer has")
        boolean resend;

        @Option(names = "--cancel", description = "call off one that has not come to its end")
        boolean cancel;

        private RebuildPlan plan() {
            RebuildPlan plan = export == null ? RebuildPlan.withoutExport() : RebuildPlan.exportingTo(export);
            if (!drop.isEmpty() && export == null && !preview) {
                throw new UsageException("--drop needs --export FILE, which keeps a copy of what is dropped");
            }
            for (String one : drop.isEmpty() ? new String[0] : drop.split(",", -1)) {
                plan = switch (one) {
                    case "pending" -> plan.droppingPending();
                    case "superseded" -> plan.droppingSuperseded();
                    case "quarantined" -> plan.droppingQuarantined();
                    default ->
                        throw new UsageException(
                                "--drop takes pending, superseded and quarantined, with commas between, not " + one);
                };
            }
            return resend ? plan.resendingConfirmed() : plan;
        }
    }

    static int check(Session session, Output out) throws SQLException {
        CheckReport report = session.client().recovery().check();
        String found = report.faults().isEmpty() ? "sound" : "damaged:\n" + String.join("\n", report.faults());
        out.line(
                report.isSound() ? found : found + "\nsave what waits: export",
                Json.of("check").with("sound", report.isSound()).with("faults", report.faults()));
        return report.isSound() ? Exit.DONE : Exit.REFUSED;
    }

    static int export(Session session, Path file, Output out) throws SQLException {
        SyncClient<Connection> client = session.client();
        long exported = files(() -> client.recovery().exportTo(file));
        out.line(
                "exported " + exported + " to " + Terminal.piece(file.toString()),
                Json.of("export").with("file", file).with("exported", exported));
        return Exit.DONE;
    }

    static int importFrom(Session session, Path file, Output out) throws SQLException {
        SyncClient<Connection> client = session.client();
        ImportReport report = files(() -> client.recovery().importFrom(file));
        out.line(
                "imported: pending " + report.pending() + ", superseded " + report.superseded() + ", quarantined "
                        + report.quarantined() + ", known already " + report.known(),
                Json.of("import")
                        .with("file", file)
                        .with("pending", report.pending())
                        .with("superseded", report.superseded())
                        .with("quarantined", report.quarantined())
                        .with("known", report.known()));
        return Exit.DONE;
    }

    static int rebuild(Session session, Rebuild wanted, Output out) throws SQLException {
        RebuildPlan plan = wanted.plan();
        if (wanted.cancel) {
            boolean was = session.client().recovery().cancelRebuild();
            out.line(
                    was ? "called off; all is as it was" : "no rebuild is under way",
                    Json.of("rebuild").with("cancelled", was));
            return Exit.DONE;
        }
        RebuildPreview preview = session.client().recovery().preview(plan);
        boolean needsExport = isDoubted(session) && plan.export() == null;
        if (wanted.preview) {
            print(preview, needsExport, out);
            return Exit.DONE;
        }
        if (preview.underWay()) {
            throw new RefusedException(
                    "a rebuild is under way already; sync goes on with it, rebuild --cancel calls it off");
        }
        if (needsExport) {
            throw new RefusedException(
                    "the last sync found that the server lost data, or is another one: " + NEEDS_EXPORT);
        }
        SyncClient<Connection> client = session.client();
        RebuildReport report = files(() -> client.recovery().rebuild(plan)).join();
        Round round = session.rounds().of(report.sync());
        out.line(
                (report.complete() ? "rebuilt" : "not rebuilt yet; sync goes on with it") + ": exported "
                        + report.exported() + ", dropped " + report.dropped() + ", sent again " + report.resent() + "\n"
                        + Lines.sync(round, client.status()),
                Json.of("rebuild")
                        .with("complete", report.complete())
                        .with("exported", report.exported())
                        .with("dropped", report.dropped())
                        .with("resent", report.resent())
                        .with("sync", Lines.sync(Json.of("sync"), round, client.status())));
        session.ended(round);
        return report.complete() ? Exit.of(round) : Math.max(Exit.OFFLINE, Exit.of(round));
    }

    /** Of the last sync of any process. */
    private static boolean isDoubted(Session session) throws SQLException {
        LocalFile.LastSync last = session.lastSync();
        return last != null && last.outcome().equals(Lines.UNSAFE);
    }

    private static void print(RebuildPreview p, boolean needsExport, Output out) {
        Long confirmed = p.confirmed() == RebuildPreview.UNKNOWN ? null : p.confirmed();
        out.line(
                "a rebuild would fetch anew what the server has"
                        + (confirmed == null ? "" : ", of which " + confirmed + " were seen")
                        + "; keep pending " + p.pendingKept() + ", superseded " + p.supersededKept() + ", quarantined "
                        + p.quarantinedKept() + "; drop pending " + p.pendingDropped() + ", superseded "
                        + p.supersededDropped() + ", quarantined " + p.quarantinedDropped() + "; export " + p.exported()
                        + (p.confirmedExported() > 0
                                ? " and " + p.confirmedExported() + " of what the server had confirmed"
                                : "")
                        + (needsExport ? "\n" + NEEDS_EXPORT : "")
                        + (p.underWay() ? "\na rebuild is under way already; sync goes on with it" : ""),
                Json.of("rebuild")
                        .with("preview", true)
                        .with("confirmed", confirmed)
                        .with("pending_kept", p.pendingKept())
                        .with("superseded_kept", p.supersededKept())
                        .with("quarantined_kept", p.quarantinedKept())
                        .with("pending_dropped", p.pendingDropped())
                        .with("superseded_dropped", p.supersededDropped())
                        .with("quarantined_dropped", p.quarantinedDropped())
                        .with("exported", p.exported())
                        .with("confirmed_exported", p.confirmedExported())
                        .with("needs_export", needsExport)
                        .with("under_way", p.underWay()));
    }

    private interface Work<T> {
        T run();
    }

    /** A file that cannot be read or written is nothing that broke. */
    private static <T> T files(Work<T> work) {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
    }
}
