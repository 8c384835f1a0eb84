package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.Contact;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the client is, and when it heard the server. */
abstract class CursorContract<DB> extends BatchContract<DB> {
    /** A state after the first listing. */
    static SyncState listed() {
        return new SyncState(new Cursor("c"), 2, 1, STAMP);
    }

    @Test
    void aNewStorageIsAtTheStart() throws Exception {
        read(tx -> {
            assertEquals(SyncState.START, tx.cursor().state());
            assertNull(tx.outbox().batch());
            assertEquals(List.of(), tx.confirmed().log(0, 10));
        });
    }

    @Test
    void theStateComesBackAsItWasWritten() throws Exception {
        SyncState moved = new SyncState(new Cursor("opaque \"tök\u0000en\" 🚢"), Long.MAX_VALUE);
        write(tx -> {
            tx.cursor().state(moved);
            assertEquals(moved, tx.cursor().state());
        });
        read(tx -> assertEquals(moved, tx.cursor().state()));
        SyncState none = new SyncState(new Cursor("t"), Change.NO_POSITION);
        write(tx -> tx.cursor().state(none));
        read(tx -> assertEquals(none, tx.cursor().state()));
    }

    @Test
    void theListingIsKeptWithTheCursor() throws Exception {
        write(tx -> tx.cursor().state(listed()));
        read(tx -> assertEquals(listed(), tx.cursor().state()));
        SyncState next = new SyncState(Cursor.START, 0, Long.MAX_VALUE, STAMP.plusSeconds(1));
        write(tx -> tx.cursor().state(next));
        read(tx -> assertEquals(next, tx.cursor().state()));
        SyncState founded = new SyncState(new Cursor("f"), 0, 1, STAMP, "g", true);
        write(tx -> tx.cursor().state(founded));
        read(tx -> assertEquals(founded, tx.cursor().state()));
        write(tx -> tx.cursor().state(SyncState.START));
        read(tx -> assertEquals(SyncState.START, tx.cursor().state()));
    }

    @Test
    void cursorAndBatchRollBackTogether() throws Exception {
        assertThrows(
                Exception.class,
                () -> write(tx -> {
                    tx.cursor().state(new SyncState(new Cursor("x"), 3));
                    tx.outbox().batch(batch(List.of(1L), 0));
                    throw new Exception("rolls back");
                }));
        read(tx -> {
            assertEquals(SyncState.START, tx.cursor().state());
            assertNull(tx.outbox().batch());
        });
    }

    @Test
    void theServersNameIsKeptWithTheCursor() throws Exception {
        SyncState known = listed().of("generation \"7\" \u0000🚢");
        write(tx -> tx.cursor().state(known));
        read(tx -> assertEquals(known, tx.cursor().state()));
        write(tx -> tx.cursor().state(SyncState.START));
        read(tx -> assertEquals("", tx.cursor().state().identity()));
    }

    @Test
    void contactIsKeptAndSurvivesAReopening() throws Exception {
        read(tx -> assertEquals(Contact.NONE, tx.cursor().contact()));
        Contact some = new Contact(STAMP, null, STAMP.plusNanos(1), STAMP.plusSeconds(3600));
        write(tx -> tx.cursor().contact(some));
        storage().close();
        Storage<DB> next = another();
        next.open(IDENTITY, true);
        next.<Integer, RuntimeException>write(tx -> {
            assertEquals(some, tx.cursor().contact());
            tx.cursor().contact(Contact.NONE);
            assertEquals(Contact.NONE, tx.cursor().contact());
            return 0;
        });
    }
}
