package dev.mooring.sync.testing.storage;

import dev.mooring.sync.spi.storage.CaptureTx;
import dev.mooring.sync.spi.storage.Intake;

/** What an {@link InMemoryStorage} has captured. */
final class MemoryCaptures implements CaptureTx {
    private final MemoryTurn turn;

    MemoryCaptures(MemoryTurn turn) {
        this.turn = turn;
    }

    @Override
    public int takeIn(Intake intake, int most) {
        MemoryData data = turn.dataToWrite();
        int taken = 0;
        for (; taken < most && !data.journal.isEmpty(); taken++) {
            MemoryCapture capture = data.journalToWrite().pollFirstEntry().getValue();
            intake.take(capture.draft(), capture.at(), (mutation, size) -> {
                data.imagesToWrite().put(mutation.id(), new MemoryData.Image(capture.before()));
                return MemoryOutbox.append(data, mutation, size);
            });
        }
        return taken;
    }

    @Override
    public void peek(Intake intake, int most) {
        turn.data().journal.values().stream()
                .limit(most)
                .forEach(capture -> intake.take(capture.draft(), capture.at(), (mutation, size) -> 0));
    }

    @Override
    public long waiting() {
        return turn.data().journal.size();
    }
}
