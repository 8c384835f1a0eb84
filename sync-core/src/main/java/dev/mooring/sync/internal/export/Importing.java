package dev.mooring.sync.internal.export;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.rows.AppRows;
import dev.mooring.sync.internal.write.Drafts;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.spi.storage.StorageTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes an export in, inside one transaction and line by line.
 *
 * <p>A pending mutation goes to the end of the outbox and onto the rows. One that may have been sent does so only if nothing has
 * been pulled yet: then the first pull shows the server's whole history and recognises it. Else it is parked as superseded. A
 * mutation that this dialect could never send is quarantined. A quarantined one goes onto the rows too if refused writes stay
 * there, below those of its key that were written later. Lines of confirmed rows are skipped.
 */
public final class Importing<DB> {
    private static final String MAYBE_SENT = "it came from an export and may have been sent before";

    private final AppRows<DB> rows;
    private final Drafts drafts;
    private final StorageTx<DB> tx;
    private final Instant now;
    private final List<Mutation> unwritten = new ArrayList<>();
    private long pending;
    private long superseded;
    private long quarantined;
    private long known;

    Importing(AppRows<DB> rows, Drafts drafts, StorageTx<DB> tx, Instant now) {
        this.rows = rows;
        this.drafts = drafts;
        this.tx = tx;
        this.now = now;
    }

    ImportReport all(ExportFile.Lines lines, ServerIdentity identity) {
        if (!lines.identity().equals(identity)) {
            throw new IllegalArgumentException("the export is of " + lines.identity() + ", and this storage is of "
                    + identity + "; nothing was taken in");
        }
        boolean synced = !tx.cursor().state().cursor().isStart();
        for (Exported each = lines.next(); each != null; each = lines.next()) {
            Mutation mutation = each.mutation();
            if (each.state() == MutationState.ACKED) {
                // The server had this row once. A pull shows what it has now, and an import does not decide to send it
                // again.
                continue;
            }
            if (!mutation.isRecorded()) {
                throw new IllegalArgumentException(
                        "line " + lines.lineNumber() + " of the export has no id of its own");
            }
            if (tx.outbox().holds(mutation)) {
                known++;
            } else if (each.parkedAt() != null) {
                park(mutation, each.state(), each.reason(), each.parkedAt());
            } else if (each.state() == MutationState.IN_FLIGHT && synced) {
                park(mutation, MutationState.SUPERSEDED, MAYBE_SENT, now);
            } else {
                append(mutation);
            }
        }
        redo();
        return new ImportReport(pending, superseded, quarantined, known);
    }

    private void append(Mutation mutation) {
        int size;
        try {
            size = drafts.weigh(mutation);
        } catch (IllegalArgumentException refusal) {
            park(mutation, MutationState.QUARANTINED, String.valueOf(refusal.getMessage()), now);
            return;
        }
        pending++;
        rows.append(tx, mutation, size, unwritten);
        if (unwritten.size() == Chunk.COUNT) {
            redo();
        }
    }

    private void redo() {
        rows.redo(tx, unwritten);
        unwritten.clear();
    }

    private void park(Mutation mutation, MutationState state, String reason, @Nullable Instant at) {
        Instant then = AppRows.parking(tx, at == null ? now : at);
        if (state == MutationState.QUARANTINED && rows.stays()) {
            redo();
            rows.addRefused(tx, mutation, reason, then);
        } else {
            tx.parked().park(tx.outbox().append(mutation, mutation.payload().length()), state, reason, then);
        }
        if (state == MutationState.SUPERSEDED) {
            superseded++;
        } else {
            quarantined++;
        }
    }
}
