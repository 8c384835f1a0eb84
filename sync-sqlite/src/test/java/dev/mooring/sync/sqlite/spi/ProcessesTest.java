package dev.mooring.sync.sqlite.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

class ProcessesTest {
    @Test
    void whereNothingIsKnownNobodyIsGone() {
        Processes unknown = Processes.unknown();
        assertEquals("", unknown.machine());
        assertEquals(Processes.UNKNOWN, unknown.self());
        assertFalse(unknown.isGone(1));
        assertFalse(unknown.isGone(Processes.UNKNOWN));
    }
}
