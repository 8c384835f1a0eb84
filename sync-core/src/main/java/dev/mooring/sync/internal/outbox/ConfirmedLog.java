package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.List;
import java.util.function.Consumer;

/** The confirmed log, where one is kept. */
public final class ConfirmedLog {
    private ConfirmedLog() {}

    /** Takes each change of it, in order, as many at a time as can be held in memory. */
    public static void forEach(StorageTx<?> tx, Consumer<Change> each) {
        long after = Change.NO_POSITION;
        while (true) {
            List<Change> chunk = tx.confirmed().log(after, Chunk.COUNT);
            if (chunk.isEmpty()) {
                return;
            }
            chunk.forEach(each);
            after = chunk.get(chunk.size() - 1).position();
        }
    }
}
