package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.Batch;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The frozen batch of the outbox. */
abstract class BatchContract<DB> extends RefusedContract<DB> {
    /** A frozen batch. */
    static Batch batch(List<Long> members, int failures) {
        return new Batch(
                new UUID(0x0190_1111_2222_7333L, 0x8444_5555_6666_7777L),
                new Cursor("tök|en 42"),
                STAMP,
                members,
                failures);
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
}
