package dev.mooring.sync.internal.export;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.lane.Lane;
import dev.mooring.sync.internal.lease.Captures;
import dev.mooring.sync.internal.ledger.Ledger;
import dev.mooring.sync.internal.order.ServerOrder;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.outbox.ConfirmedLog;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.run.RunParts;
import dev.mooring.sync.internal.status.StatusBoard;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.Batch;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.OutboxEntry;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.text.Shown;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes mutations to a file and takes them in from one, on the app's own threads. The storage is open. */
public final class Exports<DB> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");
    private static final int CHUNK = 64;

    private final Storage<DB> storage;
    private final Captures<DB> captures;
    private final AppRows<DB> rows;
    private final Drafts drafts;
    private final Ledger<DB> ledger;
    private final Lane<DB> lane;
    private final StatusBoard board;
    private final Scheduler scheduler;
    private final ServerOrder order;

    public Exports(
            Storage<DB> storage,
            Captures<DB> captures,
            AppRows<DB> rows,
            Drafts drafts,
            RunParts<DB> parts,
            Lane<DB> lane,
            StatusBoard board,
            Scheduler scheduler) {
        this.storage = storage;
        this.captures = captures;
        this.rows = rows;
        this.drafts = drafts;
        this.ledger = parts.ledger();
        this.lane = lane;
        this.board = board;
        this.scheduler = scheduler;
        this.order = parts.order();
    }

    /** What was exported: how many, up to which entry of the outbox, and when the last of them was parked. */
    public record Extent(long count, long lastSeq, Instant lastParked) {}

    /** Writes all that is not acknowledged, what is parked, and what is confirmed. */
    public Extent to(Path file) {
        boolean taken = captures.tryTakeIn(writing -> {});
        ServerIdentity identity = storage.<ServerIdentity, RuntimeException>read(
                tx -> tx.binding().identity());
        try (ExportFile.Writer writer = ExportFile.write(file, identity)) {
            Extent extent = storage.<Extent, RuntimeException>read(tx -> export(tx, taken, writer));
            writer.commit();
            return extent;
        }
    }

    private Extent export(StorageTx<DB> tx, boolean taken, ExportFile.Writer writer) {
        Batch batch = tx.outbox().batch();
        Set<Long> inFlight = new HashSet<>(batch == null ? Collections.emptyList() : batch.members());
        long after = 0;
        while (true) {
            List<OutboxEntry> chunk = tx.outbox().unsettled(after, Chunk.COUNT, Chunk.BYTES);
            if (chunk.isEmpty()) {
                break;
            }
            for (OutboxEntry entry : chunk) {
                boolean sent = inFlight.contains(entry.seq());
                Mutation mutation = entry.mutation();
                writer.add(new Exported(mutation, sent ? MutationState.IN_FLIGHT : MutationState.PENDING, "", null));
                after = entry.seq();
            }
        }
        if (!taken) {
            captures.peek(
                    tx,
                    Integer.MAX_VALUE,
                    mutation -> writer.add(new Exported(mutation, MutationState.PENDING, "", null)));
        }
        Instant[] last = {Instant.MIN};
        forEachParked(tx, parked -> {
            writer.add(new Exported(parked.mutation(), parked.state(), parked.reason(), parked.parkedAt()));
            last[0] = later(last[0], parked.parkedAt());
        });
        confirmed(tx, writer);
        return new Extent(writer.count(), after, last[0]);
    }

    /** What is damaged there must not keep the mutations from being exported. */
    private void confirmed(StorageTx<DB> tx, ExportFile.Writer writer) {
        try {
            if (order.keepsRows()) {
                confirmedRows(tx, writer);
            } else {
                ConfirmedLog.forEach(tx, change -> writer.add(Exported.confirmed(change)));
            }
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.CORRUPT) {
                throw e;
            }
            LOG.warn(
                    "the export holds all mutations, and of what the server had confirmed only the first {}: {}",
                    writer.confirmed(),
                    Shown.words(Failures.words(e)));
        }
    }

    private static void confirmedRows(StorageTx<?> tx, ExportFile.Writer writer) {
        String collection = "";
        String key = "";
        while (true) {
            List<Confirmed> chunk = tx.confirmed().behind(collection, key, CHUNK);
            if (chunk.isEmpty()) {
                return;
            }
            for (Confirmed row : chunk) {
                Change change = row.change();
                collection = change.collection();
                key = change.key();
                if (!change.tombstone()) {
                    writer.add(Exported.confirmed(change));
                }
            }
        }
    }

    /** Takes in what such a file holds, in one transaction. */
    public ImportReport takeIn(Path file) {
        try (ExportFile.Lines lines = ExportFile.read(file)) {
            ImportReport taken = captures.<ImportReport, RuntimeException>write(
                    tx -> new Importing<>(rows, drafts, tx, scheduler.now())
                            .all(lines, tx.binding().identity()));
            ledger.count(board);
            lane.kick();
            return taken;
        }
    }

    public static void forEachParked(StorageTx<?> tx, EachParked each) {
        for (MutationState state : new MutationState[] {MutationState.SUPERSEDED, MutationState.QUARANTINED}) {
            long read = 0;
            while (true) {
                List<ParkedMutation> chunk = tx.parked().list(state, read, CHUNK);
                if (chunk.isEmpty()) {
                    break;
                }
                chunk.forEach(each::take);
                read += chunk.size();
            }
        }
    }

    public static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    public interface EachParked {
        void take(ParkedMutation parked);
    }
}
