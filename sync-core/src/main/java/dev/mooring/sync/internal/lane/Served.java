package dev.mooring.sync.internal.lane;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.run.Runner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A run with everybody who waits for its end. */
final class Served<DB> {
    final Runner<DB> run;
    final Pace.Serving serving;
    private final List<CompletableFuture<SyncReport>> futures;
    private final Waiters.@Nullable CallJob job;
    /** Whether it was told that the run has begun. */
    boolean told;
    /** Whether its end is under way. */
    boolean finishing;

    Served(
            Runner<DB> run,
            Pace.Serving serving,
            List<CompletableFuture<SyncReport>> futures,
            Waiters.@Nullable CallJob job) {
        this.run = run;
        this.serving = serving;
        this.futures = futures;
        this.job = job;
    }

    boolean isAwaited() {
        return job != null || !futures.isEmpty();
    }

    boolean isAwaitedBy(CompletableFuture<SyncReport> future) {
        return futures.contains(future) && !future.isDone();
    }

    /** Tells everybody who waits. */
    void end(SyncReport report) {
        for (CompletableFuture<SyncReport> future : futures) {
            future.complete(report);
        }
        if (job != null) {
            job.future().complete(run.call().report(report));
        }
    }
}
