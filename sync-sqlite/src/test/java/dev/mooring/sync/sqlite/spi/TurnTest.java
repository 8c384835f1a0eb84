package dev.mooring.sync.sqlite.spi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final Turn turn = new Turn("app.db", true);

    @Test
    void itIsGoodOnItsThreadUntilItEnds() {
        assertDoesNotThrow(turn::checkWritable);
        CompletableFuture<Throwable> elsewhere = new CompletableFuture<>();
        Thread other =
                new Thread(() -> elsewhere.complete(assertThrows(IllegalStateException.class, turn::check)), "other");
        other.start();
        String thread = Thread.currentThread().getName();
        assertEquals(
                "the transaction in app.db belongs to thread " + thread + "; its use on thread other is refused",
                elsewhere.join().getMessage());
        turn.end();
        assertThrows(IllegalStateException.class, turn::check);
        assertNull(turn.brokenBy());
    }

    @Test
    void oneThatReadsWritesNothing() {
        Turn reading = new Turn("app.db", false);
        assertDoesNotThrow(reading::check);
        assertThrows(IllegalStateException.class, reading::checkWritable);
    }

    @Test
    void whatSqliteHasRolledBackIsUsedNoMore() {
        Exception full = new Exception("full");
        turn.broken(full);
        assertSame(full, assertThrows(IllegalStateException.class, turn::check).getCause());
        assertSame(full, turn.brokenBy());
    }
}
