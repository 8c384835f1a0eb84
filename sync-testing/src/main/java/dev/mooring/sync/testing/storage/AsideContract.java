package dev.mooring.sync.testing.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.recovery.AsideRow;
import dev.mooring.sync.spi.storage.Unreadable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The server's rows that could not be read. */
abstract class AsideContract<DB> extends ConfirmedContract<DB> {
    private static Unreadable unreadable(String key, String reason, long listing) {
        return new Unreadable("todo", key, reason, listing);
    }

    @Test
    void whatCannotBeReadIsKeptUntilItCanOrIsNotThere() throws Exception {
        write(tx -> tx.aside().put(List.of(unreadable("b", "no b", 1), unreadable("a", "no a", 1))));
        read(tx -> assertEquals(
                List.of(unreadable("a", "no a", 1), unreadable("b", "no b", 1)),
                tx.aside().unreadable(10)));
        read(tx -> assertEquals(
                List.of(true, false, false),
                List.of(
                        tx.aside().holds("todo", "a"),
                        tx.aside().holds("todo", "c"),
                        tx.aside().holds("other", "a"))));
        write(tx -> {
            tx.aside().put(List.of(unreadable("b", "still no b", 2), unreadable("", "no row", 2)));
            tx.aside().readable("todo", "c");
        });
        read(tx -> assertEquals(List.of(unreadable("", "no row", 2)), tx.aside().unreadable(1)));
        read(tx -> assertEquals(
                List.of("no a", "no row", "still no b"),
                tx.aside().list(10).stream().map(AsideRow::reason).sorted().toList()));
        write(tx -> tx.aside().forget(2));
        read(tx -> assertEquals(
                List.of(unreadable("", "no row", 2), unreadable("b", "still no b", 2)),
                tx.aside().unreadable(10)));
        write(tx -> tx.aside().readable("todo", "b"));
        write(tx -> tx.confirmed().forget());
        read(tx -> assertEquals(List.of(unreadable("", "no row", 2)), tx.aside().unreadable(10)));
    }
}
