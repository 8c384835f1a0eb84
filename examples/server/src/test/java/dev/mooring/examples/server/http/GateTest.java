package dev.mooring.examples.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.examples.server.log.LogId;
import org.junit.jupiter.api.Test;

/** Bounds of what is under way. */
class GateTest {
    private final LogId anna = new LogId("anna", "");
    private final LogId bert = new LogId("bert", "");
    private final Gate gate = new Gate(3, 2, 100);

    private int refused(LogId log, long length) {
        return assertThrows(Refusal.class, () -> gate.enter(log, length)).status();
    }

    @Test
    void oneUserLeavesRoomForOthers() {
        gate.enter(anna, 1);
        gate.enter(anna, 1);
        assertEquals(429, refused(anna, 1));
        gate.enter(bert, 1);
        assertEquals(503, refused(bert, 1));
        gate.leave(anna, 1);
        gate.enter(anna, 1);
        assertEquals(3, gate.underWay());
    }

    @Test
    void bytesAreBoundedAndARefusalTakesNone() {
        gate.enter(anna, 90);
        assertEquals(503, refused(bert, 20));
        gate.enter(bert, 10);
        gate.leave(anna, 90);
        gate.enter(bert, 90);
        assertEquals(2, gate.underWay());
    }
}
