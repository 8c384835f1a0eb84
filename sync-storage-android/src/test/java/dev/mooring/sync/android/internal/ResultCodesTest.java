package dev.mooring.sync.android.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.sqlite.spi.Faults;
import org.junit.jupiter.api.Test;

/** Messages as Android's versions write them. */
class ResultCodesTest {
    @Test
    void theCodeIsInTheMessage() {
        assertEquals(2067, ResultCodes.told("UNIQUE constraint failed: t.a (code 2067)"));
        assertEquals(1555, ResultCodes.told("UNIQUE constraint failed: t.a (code 1555 SQLITE_CONSTRAINT_PRIMARYKEY)"));
        assertEquals(1, ResultCodes.told("no such table: t (code 1 SQLITE_ERROR): , while compiling: SELECT 1 FROM t"));
        assertEquals(5, ResultCodes.told("database is locked (code 5 SQLITE_BUSY[5])"));
    }

    @Test
    void otherMessagesHaveNone() {
        assertEquals(Faults.UNKNOWN, ResultCodes.told(null));
        assertEquals(Faults.UNKNOWN, ResultCodes.told(""));
        assertEquals(Faults.UNKNOWN, ResultCodes.told("nothing (code"));
        assertEquals(Faults.UNKNOWN, ResultCodes.told("nothing (code x)"));
        assertEquals(Faults.UNKNOWN, ResultCodes.of(new IllegalStateException("not SQLite's (code 5)")));
    }

    @Test
    void theWordsEndBeforeTheCode() {
        assertEquals(
                "UNIQUE constraint failed: t.a",
                ResultCodes.words(new IllegalStateException("UNIQUE constraint failed: t.a (code 2067)")));
        assertEquals("as it is", ResultCodes.words(new IllegalStateException("as it is")));
    }
}
