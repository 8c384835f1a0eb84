package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.ForwardingStorage;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a status counts is what the storage holds, also where another process has written and the storage cannot be written to. */
class CountsTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final InMemoryStorage disk = new InMemoryStorage();
    private final Fragile through = new Fragile(disk);
    private final Tablet tablet = new Tablet(server.transport(), time, disk, through, ConflictPolicy.serverWins());
    private final Tablet other = new Tablet(server.transport(), time, disk.reopen(), ConflictPolicy.serverWins());

    /** A storage that can be read, and for a while not written to. */
    private static final class Fragile extends ForwardingStorage<MemoryTables> {
        private int refuses;
        /** Once, between the end of a read behind the last refusal and its use. */
        private @Nullable Runnable meanwhile;

        Fragile(InMemoryStorage disk) {
            super(disk);
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T write(TxBody<MemoryTables, T, X> body) throws X {
            if (refuses > 0) {
                refuses--;
                throw new StorageException(
                        StorageException.Kind.IO, "nothing was written: the disk is read-only", null);
            }
            return super.<T, X>write(body);
        }

        @Override
        public <T extends @Nullable Object, X extends Exception> T read(TxBody<MemoryTables, T, X> body) throws X {
            T seen = super.<T, X>read(body);
            Runnable once = meanwhile;
            if (refuses == 0 && once != null) {
                meanwhile = null;
                once.run();
            }
            return seen;
        }
    }

    private long pendingAfterTwoRefusals(@Nullable Runnable meanwhile) {
        tablet.sync();
        other.set("a", "1");
        other.set("b", "2");
        through.meanwhile = meanwhile;
        through.refuses = 2; // As the run begins, and as it counts at its end.
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, tablet.sync());
        assertEquals(SyncReport.Fault.STORAGE, failed.fault());
        assertEquals(0, through.refuses);
        assertEquals(failed.pending(), tablet.client.status().pending());
        return failed.pending();
    }

    @Test
    void whatAnotherProcessHasWrittenIsCountedAlthoughNothingCanBeWritten() {
        assertEquals(2, pendingAfterTwoRefusals(null));
    }

    @Test
    void whatIsWrittenWhileThatIsReadIsCountedToo() {
        assertEquals(3, pendingAfterTwoRefusals(() -> tablet.set("c", "3")));
    }
}
