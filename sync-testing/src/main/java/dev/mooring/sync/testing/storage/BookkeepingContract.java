package dev.mooring.sync.testing.storage;

import static dev.mooring.sync.testing.storage.StorageContract.STAMP;
import static dev.mooring.sync.testing.storage.StorageContract.change;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.SyncState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cursor, frozen batch and confirmed log. */
abstract class BookkeepingContract<DB> extends RefusedContract<DB> {
    /** A frozen batch. */
    static Batch batch(List<Long> members, int failures) {
        return new Batch(
                new UUID(0x0190_1111_2222_7333L, 0x8444_5555_6666_7777L),
                new Cursor("tök|en 42"),
                STAMP,
                members,
                failures);
    }

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
    void theBatchComesBackAsItWasFrozen() throws Exception {
        for (List<Long> members :
                List.of(List.of(7L), List.of(1L, 2L, 3L), List.of(1L, 3L, 4L, 5L, 9L, Long.MAX_VALUE))) {
            write(tx -> tx.outbox().batch(batch(members, 0)));
            read(tx -> assertEquals(batch(members, 0), tx.outbox().batch()));
        }
        write(tx -> tx.outbox().batch(batch(List.of(7L), 3)));
        read(tx -> assertEquals(batch(List.of(7L), 3), tx.outbox().batch()));
        write(tx -> tx.outbox().batch(null));
        read(tx -> assertNull(tx.outbox().batch()));
        write(tx -> tx.outbox().batch(null));
    }

    @Test
    void whatABatchWasMadeIntoComesBackByteForByte() throws Exception {
        for (String wire : List.of("", "{\"a\":1}", "\u0000 🚢 'tök\"en' \r\n\u0000", "é🚢".repeat(350_000))) {
            Batch frozen = batch(List.of(7L, 8L), 0).withWire(wire);
            write(tx -> {
                tx.outbox().batch(frozen);
                assertEquals(frozen, tx.outbox().batch());
            });
            read(tx -> assertEquals(frozen, tx.outbox().batch()));
        }
    }

    @Test
    void anOrphanedBatchStaysOne() throws Exception {
        Batch orphan = batch(List.of(7L), 2).withWire("w").orphan();
        write(tx -> tx.outbox().batch(orphan));
        read(tx -> assertEquals(orphan, tx.outbox().batch()));
        write(tx -> tx.outbox().batch(batch(List.of(7L), 0)));
        read(tx -> assertEquals(batch(List.of(7L), 0), tx.outbox().batch()));
    }

    @Test
    void aFrozenBatchLeavesItsMembersUnsettled() throws Exception {
        append(1, 3);
        List<Long> members = all().stream().map(e -> e.seq()).toList();
        write(tx -> tx.outbox().batch(batch(members, 0)));
        read(tx -> {
            assertEquals(3, StorageContract.all(tx).size());
            assertEquals(3, tx.outbox().counts().pending());
        });
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
    void theLogIsReadByPositionAndExactlyAsItWas() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (long position = 1; position <= 250; position++) {
            changes.add(change(position));
        }
        write(tx -> {
            tx.confirmed().log(changes.subList(0, 100));
            tx.confirmed().log(List.of());
            tx.confirmed().log(changes.subList(100, 101));
        });
        write(tx -> tx.confirmed().log(changes.subList(101, 250)));
        read(tx -> {
            assertEquals(changes, tx.confirmed().log(0, 1000));
            assertEquals(changes.subList(0, 10), tx.confirmed().log(0, 10));
            assertEquals(changes.subList(240, 250), tx.confirmed().log(240, 100));
            assertEquals(changes.subList(99, 199), tx.confirmed().log(99, 100));
            assertEquals(List.of(), tx.confirmed().log(250, 100));
        });
    }

    @Test
    void theLogTakesPayloadsThatAreNotJsonAndPositionsWithHoles() throws Exception {
        List<Change> changes = List.of(
                new Change(0, "c", "", "k", "", false, 0, "", ""),
                new Change(5, "c", "k\u0000", "k", "not { json \u0000 🚢", true, -1, "", ""),
                new Change(Long.MAX_VALUE, "c", "k", "k", "x".repeat(100_000), false, 0, "at", "me"));
        write(tx -> tx.confirmed().log(changes));
        read(tx -> assertEquals(changes, tx.confirmed().log(-1, 10)));
        read(tx -> assertEquals(changes.subList(1, 3), tx.confirmed().log(0, 10)));
    }

    @Test
    void aPositionThatIsThereIsRefused() throws Exception {
        write(tx -> tx.confirmed().log(List.of(change(1), change(2))));
        assertThrows(
                IllegalStateException.class, () -> write(tx -> tx.confirmed().log(List.of(change(2)))));
        assertThrows(
                IllegalStateException.class, () -> write(tx -> tx.confirmed().log(List.of(change(3), change(3)))));
        assertThrows(
                IllegalStateException.class,
                () -> write(tx -> {
                    List<Change> many = new ArrayList<>();
                    for (long position = 3; position <= 300; position++) {
                        many.add(change(position));
                    }
                    many.add(change(1));
                    tx.confirmed().log(many);
                }));
        read(tx -> assertEquals(List.of(change(1), change(2)), tx.confirmed().log(0, 1000)));
    }
}
