package dev.mooring.sync.sqlite.internal.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SqliteVersionTest {
    @Test
    void whatItCanDoGoesByItsNumber() {
        SqliteVersion lowest = SqliteVersion.of("3.18.2");
        assertEquals(18, lowest.minor());
        assertFalse(lowest.hasUpsert(false) || lowest.hasTableXinfo() || lowest.hasTableList());
        assertTrue(SqliteVersion.of("3.24.0").hasUpsert(false));
        assertFalse(SqliteVersion.of("3.32.3").hasUpsert(true));
        assertTrue(SqliteVersion.of("3.34.0").hasUpsert(true));
        assertFalse(SqliteVersion.of("3.25.3").hasTableXinfo());
        assertTrue(SqliteVersion.of("3.26.0").hasTableXinfo());
        assertTrue(SqliteVersion.of("3.37").hasTableList());
    }

    @Test
    void anotherMajorVersionHasAllOrNothing() {
        assertTrue(SqliteVersion.of("4.0.1").hasTableList());
        assertFalse(SqliteVersion.of("2.99.1").hasUpsert(false));
    }
}
