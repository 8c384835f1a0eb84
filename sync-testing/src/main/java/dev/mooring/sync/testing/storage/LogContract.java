package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.LogExtent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The confirmed log. */
abstract class LogContract<DB> extends StagingContract<DB> {
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
    void whatIsTrimmedIsTheOldestAndNothingBehindThePosition() throws Exception {
        List<Change> changes = new ArrayList<>();
        for (long position = 1; position <= 1200; position++) {
            changes.add(change(position));
        }
        write(tx -> {
            assertTrue(tx.confirmed().logExtent().isWhole());
            tx.confirmed().log(changes);
        });
        AtomicBoolean more = new AtomicBoolean(true);
        while (more.get()) {
            write(tx -> more.set(tx.confirmed().trimLog(1000)));
            read(tx -> {
                long from = tx.confirmed().logExtent().from();
                assertFalse(tx.confirmed().logExtent().isWhole());
                assertEquals(from < 1000, more.get());
                assertEquals(changes.subList((int) from, 1200), tx.confirmed().log(-1, 2000));
            });
        }
        write(tx -> assertFalse(tx.confirmed().trimLog(1000), "nothing is left to be trimmed"));
        write(tx -> assertFalse(tx.confirmed().trimLog(5000)));
        read(tx -> {
            assertEquals(List.of(), tx.confirmed().log(-1, 10));
            assertEquals(5000, tx.confirmed().logExtent().from());
        });
        write(tx -> tx.confirmed().forget());
        read(tx -> assertEquals(LogExtent.WHOLE, tx.confirmed().logExtent()));
    }

    @Test
    void largeChangesAreTrimmedToo() throws Exception {
        String large = "x".repeat(300_000);
        for (long position = 1; position <= 12; position++) {
            Change change = new Change(position, "c", "k" + position, "k", large, false, 0, "at", "me");
            write(tx -> tx.confirmed().log(List.of(change)));
        }
        AtomicBoolean more = new AtomicBoolean(true);
        while (more.get()) {
            write(tx -> more.set(tx.confirmed().trimLog(11)));
        }
        read(tx -> assertEquals(12, tx.confirmed().log(-1, 100).get(0).position()));
    }

    @Test
    void theMarksOfTheLogAreKept() throws Exception {
        List<LogExtent.Mark> marks = List.of(
                new LogExtent.Mark(5, Instant.parse("2026-11-30T10:00:00Z")),
                new LogExtent.Mark(7, Instant.parse("2026-11-30T11:00:00.5Z")));
        write(tx -> tx.confirmed().markLog(marks));
        read(tx -> assertEquals(
                new LogExtent(0, List.of(marks.get(0), new LogExtent.Mark(7, Instant.parse("2026-11-30T11:00:00Z")))),
                tx.confirmed().logExtent()));
        write(tx -> {
            tx.confirmed().log(List.of(change(1)));
            tx.confirmed().trimLog(1);
        });
        read(tx -> assertEquals(2, tx.confirmed().logExtent().marks().size()));
        write(tx -> tx.confirmed().markLog(List.of()));
        read(tx -> assertEquals(new LogExtent(1, List.of()), tx.confirmed().logExtent()));
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
