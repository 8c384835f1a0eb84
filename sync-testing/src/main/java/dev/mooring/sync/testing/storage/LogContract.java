package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Change;
import java.util.ArrayList;
import java.util.List;
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
