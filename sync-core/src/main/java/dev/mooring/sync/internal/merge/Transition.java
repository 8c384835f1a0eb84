package dev.mooring.sync.internal.merge;

import dev.mooring.sync.Change;
import dev.mooring.sync.internal.outbox.Key;
import dev.mooring.sync.spi.storage.ClockTx.Merged;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.spi.text.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, in one transaction: first undo what was superseded or overtaken, then apply, log and settle, then
 * move.
 *
 * @param acked unsettled entries that the server is now known to have, in outbox order
 * @param overtaken those of them that stand behind a foreign change of the same key, so that the row has to be written
 *     anew in the server's order
 * @param superseded entries that lost, in outbox order
 * @param rejected entries that the server refused for good, in outbox order
 * @param applied changes for the app's handler, in the server's order: the foreign ones, and those of the overtaken
 * @param confirmed changes for the log, in the server's order
 * @param keys what is new of the keys, where the server keeps keys
 * @param cells what the storage has merged already, where clocks decide
 * @param state where that leaves us
 */
public record Transition(
        List<OutboxEntry> acked,
        List<OutboxEntry> overtaken,
        List<Parked> superseded,
        List<Parked> rejected,
        List<Change> applied,
        List<Change> confirmed,
        KeyNews keys,
        CellNews cells,
        SyncState state) {
    /** Keeps what it is given as it stands. */
    public Transition {
        acked = Collections.unmodifiableList(acked);
        overtaken = Collections.unmodifiableList(overtaken);
        superseded = Collections.unmodifiableList(superseded);
        rejected = Collections.unmodifiableList(rejected);
        applied = Collections.unmodifiableList(applied);
        confirmed = Collections.unmodifiableList(confirmed);
    }

    /** Acknowledges entries of whose key the server has a later state of this client's; that state itself is confirmed later. */
    public static Transition acknowledge(SyncState state, List<OutboxEntry> entries) {
        return leaving(entries, Collections.emptyList(), Collections.emptyList(), state);
    }

    /** Gives up on entries that the server cannot take, for the reason that it gave. */
    public static Transition refuse(SyncState state, List<OutboxEntry> entries, String reason) {
        return refuse(state, parked(entries, reason));
    }

    /** Gives up on entries, each for a reason of its own. */
    public static Transition refuse(SyncState state, List<Parked> refused) {
        return leaving(Collections.emptyList(), Collections.emptyList(), refused, state);
    }

    /** Gives up on entries that lost without having met their winner; the reason is for a person to read. */
    public static Transition supersede(SyncState state, List<OutboxEntry> entries, String reason) {
        return leaving(Collections.emptyList(), parked(entries, reason), Collections.emptyList(), state);
    }

    private static List<Parked> parked(List<OutboxEntry> entries, String reason) {
        List<Parked> parked = new ArrayList<>(entries.size());
        for (OutboxEntry entry : entries) {
            parked.add(new Parked(entry, reason));
        }
        return parked;
    }

    /** Entries leave the outbox; nothing else moves. */
    private static Transition leaving(
            List<OutboxEntry> acked, List<Parked> superseded, List<Parked> rejected, SyncState state) {
        return new Transition(
                acked,
                Collections.emptyList(),
                superseded,
                rejected,
                Collections.emptyList(),
                Collections.emptyList(),
                KeyNews.NONE,
                CellNews.NONE,
                state);
    }

    /** The same, which leaves us somewhere else. */
    public Transition at(SyncState now) {
        return new Transition(acked, overtaken, superseded, rejected, applied, confirmed, keys, cells, now);
    }

    /** How many changes of others there are. */
    public int foreign() {
        return applied.size()
                - overtaken.size()
                + cells.merged().applied()
                + cells.merged().kept();
    }

    /** Where the storage has merged a slice itself. */
    public static Transition merged(CellNews cells, SyncState state) {
        List<OutboxEntry> none = Collections.emptyList();
        return new Transition(
                none,
                none,
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList(),
                KeyNews.NONE,
                cells,
                state);
    }

    /**
     * An entry to be parked.
     *
     * @param entry which
     * @param reason for a person to read
     */
    public record Parked(OutboxEntry entry, String reason) {
        public Parked {
            reason = Shown.words(reason);
        }
    }

    /**
     * What is new of the keys.
     *
     * @param rows that are confirmed now
     * @param seen keys that are as they were
     * @param defended own writes that an older one has overwritten: they go out again, stamped as they were
     * @param aged confirmed rows in whose place an older state was shown, which waits until it is known why where the server can tell
     * @param latest the latest stamp of those that were told as the same text as before, and so were not read; null if there is none
     */
    public record KeyNews(
            List<Confirmed> rows,
            List<Key> seen,
            List<Confirmed> defended,
            List<Confirmed> aged,
            @Nullable Instant latest) {
        /** Nothing. */
        public static final KeyNews NONE = new KeyNews(
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList(),
                Collections.emptyList(),
                null);

        /** Keeps what it is given as it stands. */
        public KeyNews {
            rows = Collections.unmodifiableList(rows);
            seen = Collections.unmodifiableList(seen);
            defended = Collections.unmodifiableList(defended);
            aged = Collections.unmodifiableList(aged);
        }
    }

    /**
     * What the storage has merged.
     *
     * @param merged as it said
     * @param bytes of the payloads, in UTF-16 units
     */
    public record CellNews(Merged merged, long bytes) {
        /** Nothing. */
        public static final CellNews NONE = new CellNews(Merged.NOTHING, 0);
    }
}
