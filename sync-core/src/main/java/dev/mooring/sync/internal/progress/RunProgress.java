package dev.mooring.sync.internal.progress;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.internal.merge.Transition;
import dev.mooring.sync.internal.merge.Transition.Parked;
import dev.mooring.sync.internal.status.Events;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.ClockTx.Merged;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.RebuildStep;
import dev.mooring.sync.status.SyncStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Counts what one run has done, and tells the board after each commit. On the lane thread. */
public final class RunProgress {
    private static final long STEP_NANOS = 100_000_000L;

    /** Progress is told no more often than this. */
    private static final long PROGRESS_NANOS = 100_000_000L;

    private final StatusBoard board;
    private final Events events;
    private @Nullable Long steppedAt;
    private final long refusedBefore;
    private long pushed;
    private long pulled;
    private long superseded;
    private long quarantined;
    private boolean untold;
    private @Nullable Long progressedAt;
    private @Nullable HistoryChange history;
    private final Meter pushing;
    private final Meter pulling;
    private final Messages messages = new Messages();

    public RunProgress(StatusBoard board, Events events) {
        this.board = board;
        this.events = events;
        this.refusedBefore = board.refusals();
        this.pushing = new Meter(board.nanoTime());
        this.pulling = new Meter(board.nanoTime());
    }

    /** The run has begun, with so many mutations pending. */
    public void begun(long pending) {
        pushing.expect(pending);
    }

    /** Sets how many more changes the server has; negative if that is not known. */
    public void expect(long changes) {
        pulling.expect(changes);
    }

    /** The monotonic clock. */
    public long now() {
        return board.nanoTime();
    }

    /** A batch goes out. */
    public void sending(UUID batch, int members, boolean again) {
        board.sending(members);
        if (again) {
            events.tell(new SyncEvent.Retried(batch, members));
        }
    }

    /** A run that began then has shown that the server is the right one and that everything it has is here. */
    public void caughtUp(long since) {
        board.caughtUp(since);
    }

    /** What the server tells follows what it has told before. */
    public void recognised() {
        board.recognised();
    }

    /** The server is known to have something that is not here. */
    public void behind() {
        board.behind();
    }

    /** The run has read where we are. */
    public void arrived(SyncState state) {
        board.moved(state);
    }

    /** A transition is committed. */
    public void merged(Transition transition) {
        pushed += transition.acked().size();
        pulled += transition.foreign();
        superseded += transition.superseded().size();
        quarantined += transition.rejected().size();
        long bytesPulled = transition.cells().bytes();
        for (Change change : transition.applied()) {
            bytesPulled += change.payload().length();
        }
        long bytesPushed = acked(transition.acked());
        pushing.add(transition.acked().size(), bytesPushed, now());
        pulling.add(transition.foreign(), bytesPulled, now());
        board.settled(
                transition.state(),
                transition.acked().size()
                        + transition.superseded().size()
                        + transition.rejected().size()
                        - transition.keys().defended().size(),
                progress());
        Instant latest = transition.keys().latest();
        if (latest != null) {
            board.stamped(latest);
        }
        tellAcked(transition.acked(), bytesPushed);
        tellLost(transition.superseded());
        for (Parked parked : transition.rejected()) {
            events.tell(new SyncEvent.Quarantined(parked.entry().mutation(), parked.reason()));
        }
        Merged cells = transition.cells().merged();
        long applied = (long) transition.applied().size() + cells.applied();
        if (applied > 0) {
            events.tell(new SyncEvent.Applied(applied, bytesPulled));
        }
        if (cells.lostCount() > 0) {
            events.tell(new SyncEvent.Outdone(cells.lost(), cells.lostCount()));
        }
        progressed();
    }

    private long acked(List<OutboxEntry> entries) {
        long bytes = 0;
        for (OutboxEntry entry : entries) {
            bytes += entry.size();
        }
        if (!entries.isEmpty()) {
            board.acked();
            board.gotThrough();
        }
        return bytes;
    }

    private void tellAcked(List<OutboxEntry> entries, long bytes) {
        if (!entries.isEmpty()) {
            List<UUID> ids = new ArrayList<>(entries.size());
            entries.forEach(entry -> ids.add(entry.mutation().id()));
            events.tell(new SyncEvent.Acked(ids, bytes));
        }
    }

    private void tellLost(List<Parked> superseded) {
        if (!superseded.isEmpty()) {
            List<Mutation> lost = new ArrayList<>(superseded.size());
            superseded.forEach(parked -> lost.add(parked.entry().mutation()));
            events.tell(new SyncEvent.Superseded(lost));
        }
    }

    /** Tells how far it is, unless that was told a moment ago. */
    private void progressed() {
        long now = now();
        Long last = progressedAt;
        untold = last != null && now - last < PROGRESS_NANOS;
        if (!untold) {
            progressedAt = now;
            events.tell(new SyncEvent.Progressed(progress()));
            events.tellStatus();
        }
    }

    /** The run is over: the last of the progress is told. */
    public void ended() {
        if (untold) {
            untold = false;
            events.tell(new SyncEvent.Progressed(progress()));
        }
    }

    /** So much of a message is read, with so many changes in all of it; the next slice is part of it. */
    public void reading(long changes, long bytes, long length) {
        if (messages.read(bytes, length)) {
            pulling.expect(changes);
        }
    }

    /** A slice is kept beside the present state. */
    public void staged(int changes, long bytes) {
        pulled += changes;
        pulling.add(changes, bytes, now());
        board.progressed(progress());
        progressed();
    }

    /** How far a rebuild is; while it fetches, now and then. */
    public void rebuilding(RebuildStep step, long changes) {
        long now = now();
        if (step == RebuildStep.FETCHING && steppedAt != null && now - steppedAt < STEP_NANOS) {
            return;
        }
        steppedAt = now;
        events.tell(new SyncEvent.RebuildStepped(step, changes));
    }

    /** What a rebuild has fetched is in place; it was counted as it came. */
    public void swapped(SyncState state, List<OutboxEntry> acked, List<Parked> lost, long changes) {
        pushed += acked.size();
        superseded += lost.size();
        long bytes = acked(acked);
        pushing.add(acked.size(), bytes, now());
        board.moved(state);
        board.progressed(progress());
        tellAcked(acked, bytes);
        tellLost(lost);
        rebuilding(RebuildStep.SWAPPED, changes);
    }

    /** The server's history is another one. */
    public void replaced(String reason) {
        history = new HistoryChange(HistoryChange.Cause.REPLACED, reason);
        events.tell(new SyncEvent.HistoryReplaced(reason));
    }

    /** What the server shows is not what was confirmed here. */
    public void doubted(String reason) {
        events.tell(new SyncEvent.HistoryDoubted(reason));
    }

    /** The server shows older states than this device's own. */
    public void aged(List<Change> lost, long count) {
        events.tell(new SyncEvent.Aged(Collections.unmodifiableList(lost), count));
        if (history == null) {
            history = new HistoryChange(
                    HistoryChange.Cause.AGED,
                    "in the place of " + count + (count == 1 ? " write" : " writes")
                            + " of this device that the server had acknowledged, it shows older ones");
        }
    }

    /** The server has told of these. */
    public void stamped(List<Incoming> slice) {
        for (Incoming incoming : slice) {
            Instant stamp = incoming.isRead() ? incoming.stamp() : null; // Else the merge tells it, see KeyNews.
            if (stamp != null) {
                board.stamped(stamp);
            }
        }
    }

    /** What has become of the server's history; null if it only went on. */
    @Nullable
    public HistoryChange history() {
        return history;
    }

    /** A mutation waits for a row that it refers to. */
    public void waiting(Mutation mutation, String reason) {
        events.tell(new SyncEvent.Waiting(mutation, reason));
    }

    /** Who waits for another row by now; null if nobody does. */
    public void waiting(SyncStatus.@Nullable Waiting rows) {
        board.waiting(rows);
    }

    /** A listing lacked rows that stay all the same. */
    public void withheld(long missing, long confirmed) {
        events.tell(new SyncEvent.SweepWithheld(missing, confirmed));
    }

    /** The local database is damaged, full or gone. */
    public void storageFailed(StorageException failure) {
        if (failure.kind() == StorageException.Kind.CORRUPT || failure.kind() == StorageException.Kind.IO) {
            board.stored(false);
        }
    }

    /** Whether this run has pushed, pulled or quarantined anything so far. */
    public boolean moved() {
        return pushed + pulled + quarantined > 0;
    }

    /** The report of a run that has come to its end. What is pending is filled in by the caller. */
    public SyncReport synced() {
        board.stored(true);
        long refused = board.refusals() - refusedBefore;
        return new SyncReport.Synced(pushed, pulled, superseded, quarantined + refused, 0);
    }

    private Progress progress() {
        return new Progress(pushing.flow(), pulling.flow(), messages.reading());
    }
}
