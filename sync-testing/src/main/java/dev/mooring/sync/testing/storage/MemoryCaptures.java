package dev.mooring.sync.testing.storage;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.Intake;

/** What an {@link InMemoryStorage} has captured. */
final class MemoryCaptures implements CaptureTx {
    private final MemoryTurn turn;
    private final MemoryTables tables;

    MemoryCaptures(MemoryTurn turn, MemoryTables tables) {
        this.turn = turn;
        this.tables = tables;
    }

    @Override
    public int takeIn(Intake intake, int most) {
        MemoryData data = turn.dataToWrite();
        int taken = 0;
        while (taken < most && !data.journal.isEmpty()) {
            MemoryCapture capture = data.journalToWrite().pollFirstEntry().getValue();
            if (turn.sites() != null) {
                taken += takeInCells(data, capture, intake) ? 1 : 0;
                continue;
            }
            taken++;
            intake.take(capture.draft(), capture.at(), (mutation, size) -> {
                data.imagesToWrite().put(mutation.id(), new MemoryData.Image(capture.before()));
                return MemoryOutbox.append(data, mutation, size);
            });
        }
        return taken;
    }

    private boolean takeInCells(MemoryData data, MemoryCapture capture, Intake intake) {
        Mutation draft = MemoryClocks.stamp(data, capture);
        if (draft != null) {
            intake.take(draft, capture.at(), (mutation, size) -> MemoryOutbox.append(data, mutation, size));
        }
        if (data.journal.values().stream().noneMatch(later -> later.isOf(capture.table(), capture.key()))) {
            MemoryClocks.show(tables, data, new MemoryData.Key(capture.table(), capture.key()));
        }
        return draft != null;
    }

    @Override
    public void peek(Intake intake, int most) {
        MemoryData scratch = turn.data().fork();
        for (MemoryCapture capture :
                turn.data().journal.values().stream().limit(most).toList()) {
            Mutation draft = turn.sites() == null ? capture.draft() : MemoryClocks.stamp(scratch, capture);
            if (draft != null) {
                intake.take(draft, capture.at(), (mutation, size) -> 0);
            }
        }
    }

    @Override
    public long waiting() {
        return turn.data().journal.size();
    }
}
