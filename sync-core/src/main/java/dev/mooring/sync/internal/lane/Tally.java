package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncEvent.RebuildStep;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncStatus.Flow;
import dev.mooring.sync.SyncStatus.Progress;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.SyncState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what one run has done, and tells the board after each commit. On the lane thread. */
final class Tally {
    private static final long STEP_NANOS = 100_000_000L;

    private final Board board;
    private @Nullable Long steppedAt;
    private final long refusedBefore;
    private long pushed;
    private long pulled;
    private long superseded;
    private long quarantined;
    private long bytesPushed;
    private long bytesPulled;

    Tally(Board board) {
        this.board = board;
        this.refusedBefore = board.refusals();
    }

    /** The monotonic clock. */
    long now() {
        return board.nanoTime();
    }

    /** A batch goes out. */
    void sending(Ledger.Frozen frozen) {
        board.sending(frozen.members().size());
    }

    /** What began then has shown that the server is the right one, and that we have all that it has. */
    void caughtUp(long since) {
        board.heard(true, since);
    }

    /** The run has read where we are. */
    void arrived(SyncState state) {
        board.moved(state);
    }

    /** A transition is committed. */
    void merged(Transition transition) {
        pushed += transition.acked().size();
        pulled += transition.foreign();
        superseded += transition.superseded().size();
        quarantined += transition.rejected().size();
        for (OutboxEntry entry : transition.acked()) {
            bytesPushed += entry.size();
        }
        for (Change change : transition.applied()) {
            bytesPulled += change.payload().length();
        }
        board.settled(
                transition.state(),
                transition.acked().size()
                        + transition.superseded().size()
                        + transition.rejected().size()
                        - transition.keys().defended().size(),
                transition.superseded().size(),
                transition.rejected().size(),
                progress());
        if (!transition.superseded().isEmpty()) {
            List<Mutation> lost = new ArrayList<>(transition.superseded().size());
            for (Parked parked : transition.superseded()) {
                lost.add(parked.entry().mutation());
            }
            board.tell(new SyncEvent.Superseded(lost));
        }
        for (Parked parked : transition.rejected()) {
            board.tell(new SyncEvent.Quarantined(parked.entry().mutation(), parked.reason()));
        }
        board.tell(new SyncEvent.Progressed(progress()));
    }

    /** A slice is kept beside the present state. */
    void staged(int changes, long bytes) {
        pulled += changes;
        bytesPulled += bytes;
        board.progressed(progress());
        board.tell(new SyncEvent.Progressed(progress()));
    }

    /** How far a rebuild is; while it fetches, now and then. */
    void rebuilding(RebuildStep step, long changes) {
        long now = now();
        if (step == RebuildStep.FETCHING && steppedAt != null && now - steppedAt < STEP_NANOS) {
            return;
        }
        steppedAt = now;
        board.tell(new SyncEvent.RebuildStepped(step, changes));
    }

    /** What a rebuild has fetched is in place; it was counted as it came. */
    void swapped(Swap.Done done) {
        pushed += done.acked().size();
        superseded += done.superseded().superseded().size();
        for (OutboxEntry entry : done.acked()) {
            bytesPushed += entry.size();
        }
        board.moved(done.state());
        board.progressed(progress());
        if (!done.superseded().superseded().isEmpty()) {
            List<Mutation> lost = new ArrayList<>();
            for (Parked parked : done.superseded().superseded()) {
                lost.add(parked.entry().mutation());
            }
            board.tell(new SyncEvent.Superseded(lost));
        }
        rebuilding(RebuildStep.SWAPPED, done.changes());
    }

    /** The server's history is another one. */
    void replaced(String reason) {
        board.tell(new SyncEvent.HistoryReplaced(reason));
    }

    /** A listing was not believed. */
    void withheld(long missing, long confirmed) {
        board.tell(new SyncEvent.SweepWithheld(missing, confirmed));
    }

    /** The local database is damaged, full or gone. */
    void storageFailed(StorageException failure) {
        if (failure.kind() == StorageException.Kind.CORRUPT || failure.kind() == StorageException.Kind.IO) {
            board.stored(false);
        }
    }

    boolean moved() {
        return pushed + pulled + quarantined > 0;
    }

    SyncReport synced() {
        board.stored(true);
        long refused = board.refusals() - refusedBefore;
        return new SyncReport.Synced(pushed, pulled, superseded, quarantined + refused, 0);
    }

    private Progress progress() {
        return new Progress(
                new Flow(pushed, bytesPushed, null, null, null), new Flow(pulled, bytesPulled, null, null, null));
    }
}
