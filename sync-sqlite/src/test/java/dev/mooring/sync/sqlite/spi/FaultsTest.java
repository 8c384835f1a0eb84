package dev.mooring.sync.sqlite.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    /** Codes of sqlite3.h; the large ones are extended: SQLITE_BUSY_SNAPSHOT, SQLITE_IOERR_READ, SQLITE_CORRUPT_INDEX, SQLITE_CONSTRAINT_FOREIGNKEY. */
    @ParameterizedTest
    @CsvSource({
        "0, IO, false", "1, IO, false", "5, BUSY, true", "6, BUSY, true", "8, IO, true", "10, IO, true",
        "11, CORRUPT, true", "13, IO, true", "14, IO, true", "15, IO, true", "19, CONSTRAINT, false", "20, IO, false",
        "26, CORRUPT, true", "517, BUSY, true", "266, IO, true", "779, CORRUPT, true", "787, CONSTRAINT, false"
    })
    void aCodeHasAKindAndIsTheDatabasesMatterOrNot(int code, Kind kind, boolean databases) {
        Exception cause = new Exception("why");
        StorageException fault = Faults.of(code, cause, "do it", "app.db");
        assertEquals(kind, fault.kind());
        String why = "could not do it in app.db: why; the transaction is rolled back";
        String inTheWay =
                "; another process is writing, or a transaction of the app's own, perhaps the one around this call";
        assertEquals(kind == Kind.BUSY ? why + inTheWay : why, fault.getMessage());
        assertSame(cause, fault.getCause());
        assertEquals(kind, Faults.unconnected(code, cause, "app.db").kind());
        assertEquals(databases, Faults.isDatabases(code));
        assertEquals(kind == Kind.BUSY, Faults.isBusy(code));
    }

    @Test
    void aRefusedRowIsToldFromWhatElseFails() {
        assertTrue(Faults.isConstraint(19));
        assertTrue(Faults.isConstraint(2067), "SQLITE_CONSTRAINT_UNIQUE");
        assertTrue(Faults.isConstraint(20));
        assertTrue(Faults.isMismatch(20));
        assertFalse(Faults.isMismatch(19));
        assertFalse(Faults.isConstraint(Faults.UNKNOWN));
    }

    @Test
    void theMessageOfWhatCannotConnectSaysSo() {
        assertEquals(
                "could not connect to app.db: no room; nothing was done",
                Faults.unconnected(14, new Exception("no room"), "app.db").getMessage());
    }
}
