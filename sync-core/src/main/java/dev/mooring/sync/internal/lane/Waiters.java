package dev.mooring.sync.internal.lane;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits for the end of a run, and the API calls that wait for one. Guarded by the lane's lock; completed outside it. */
final class Waiters {
    private final List<CompletableFuture<SyncReport>> syncs = new ArrayList<>();
    private final ArrayDeque<CallJob> calls = new ArrayDeque<>();

    /** An API call with who waits for it. */
    record CallJob(ApiCall call, CompletableFuture<CallReport> future) {}

    /** Those that were let go. */
    record Unserved(List<CompletableFuture<SyncReport>> syncs, List<CallJob> calls) {
        /** Tells each of them that it was not served. */
        void complete(SyncReport report) {
            syncs.forEach(future -> future.complete(report));
            calls.forEach(job -> job.future().complete(new CallReport.NotMade(report)));
        }
    }

    boolean isEmpty() {
        return syncs.isEmpty() && calls.isEmpty();
    }

    void add(CompletableFuture<SyncReport> sync) {
        syncs.add(sync);
    }

    void add(ApiCall call, CompletableFuture<CallReport> future) {
        calls.add(new CallJob(call, future));
    }

    void remove(CompletableFuture<SyncReport> sync) {
        syncs.remove(sync);
    }

    /** All that wait for a run, which begins now. */
    List<CompletableFuture<SyncReport>> takeSyncs() {
        List<CompletableFuture<SyncReport>> taken = new ArrayList<>(syncs);
        syncs.clear();
        return taken;
    }

    /** The next call; null if there is none. */
    @Nullable
    CallJob takeCall() {
        return calls.poll();
    }

    /** Lets all go. */
    Unserved takeAll() {
        Unserved all = new Unserved(takeSyncs(), new ArrayList<>(calls));
        calls.clear();
        return all;
    }
}
