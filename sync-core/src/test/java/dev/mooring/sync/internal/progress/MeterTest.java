package dev.mooring.sync.internal.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.status.Flow;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void whatIsNotKnownIsNull() {
        Meter meter = new Meter(0);
        meter.add(10, 100, SECOND / 2);
        assertEquals(new Flow(10, 100, null, null, null), meter.flow());
        meter.expect(-1);
        assertNull(meter.flow().total());
    }

    @Test
    void aSteadyFlowTellsItsRateAndTheTimeLeft() {
        Meter meter = new Meter(0);
        meter.expect(100);
        for (int i = 1; i <= 5; i++) {
            meter.add(10, 1000, i * SECOND);
        }
        Flow flow = meter.flow();
        assertEquals(100, flow.total());
        assertEquals(10.0, flow.perSecond());
        assertEquals(Duration.ofSeconds(5), flow.left());
    }

    @Test
    void theTotalStandsOnceToldUnlessMoreIsDone() {
        Meter meter = new Meter(0);
        meter.expect(3);
        meter.expect(100);
        assertEquals(3, meter.flow().total());
        meter.add(5, 5, SECOND);
        assertEquals(5, meter.flow().total());
    }

    @Test
    void nothingEverRunsBackwards() {
        Random random = new Random(7);
        Meter meter = new Meter(0);
        meter.expect(1000);
        Flow before = meter.flow();
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += random.nextInt(3) * SECOND / 2;
            meter.add(random.nextInt(5), random.nextInt(100), now);
            if (random.nextInt(20) == 0) {
                meter.expect(random.nextInt(1000));
            }
            Flow flow = meter.flow();
            assertTrue(flow.records() >= before.records() && flow.bytes() >= before.bytes());
            assertTrue(flow.total() >= flow.records());
            assertTrue(flow.records() * before.total() >= before.records() * flow.total(), "the fraction");
            assertTrue(before.left() == null || flow.left().compareTo(before.left()) <= 0);
            before = flow;
        }
    }
}
