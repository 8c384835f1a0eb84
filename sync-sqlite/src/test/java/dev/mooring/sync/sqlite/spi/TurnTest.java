package dev.mooring.sync.sqlite.spi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.StorageException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnTest {
    private final Turn turn = new Turn(new Unconnected(), true);

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
        assertDoesNotThrow(turn::checkIntact);
    }

    @Test
    void oneThatReadsWritesNothing() {
        Turn reading = new Turn(new Unconnected(), false);
        assertDoesNotThrow(reading::check);
        assertThrows(IllegalStateException.class, reading::checkWritable);
    }

    @Test
    void whatSqliteHasRolledBackIsNotCommitted() {
        Exception full = new Exception("full");
        turn.broken(full);
        assertSame(full, assertThrows(IllegalStateException.class, turn::check).getCause());
        StorageException refused = assertThrows(StorageException.class, turn::checkIntact);
        assertSame(full, refused.getCause());
        assertEquals(StorageException.Kind.BUSY, refused.kind(), "as the driver says");
    }

    @Test
    void aFaultOfTheStorageStaysAsItIs() {
        StorageException known = new StorageException(StorageException.Kind.CORRUPT, "known", null);
        turn.broken(known);
        assertSame(known, assertThrows(StorageException.class, turn::checkIntact));
    }

    /** Has a name, and takes every failure for a busy database. */
    private static final class Unconnected implements SqlDriver<String> {
        @Override
        public String name() {
            return "app.db";
        }

        @Override
        public SqlConnection<String> connect(boolean readOnly) {
            throw new AssertionError("nobody connects");
        }

        @Override
        public StorageException failed(Throwable cause, String attempt) {
            return Faults.of(5, cause, attempt, name());
        }

        @Override
        public boolean isDatabases(Throwable thrown) {
            return true;
        }
    }
}
