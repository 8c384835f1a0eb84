package dev.mooring.sync.internal.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.mooring.sync.internal.lane.WakePlan.Wakes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WakePlanTest {
    private final WakePlan plan = new WakePlan(Duration.ofSeconds(2), Duration.ofSeconds(10));

    @Test
    void theFirstOneAfterAQuietTimeIsDueAtOnce() {
        Wakes first = plan.woken(Wakes.NONE, at(100));
        assertEquals(Duration.ZERO, plan.due(first, at(100)));
        Wakes second = plan.woken(first.begun(), at(2100));
        assertEquals(Duration.ZERO, plan.due(second, at(2100)));
    }

    @Test
    void laterOnesWaitUntilNoneHasComeForAWhile() {
        Wakes served = plan.woken(Wakes.NONE, at(0)).begun();
        Wakes second = plan.woken(served, at(1000));
        assertEquals(Duration.ofSeconds(2), plan.due(second, at(1000)));
        Wakes third = plan.woken(second, at(2500));
        assertEquals(Duration.ofMillis(1500), plan.due(third, at(3000)));
        assertEquals(Duration.ZERO, plan.due(third, at(9000)));
    }

    @Test
    void aStreamOfThemWaitsForNoLongerThanTheBound() {
        Wakes wakes = plan.woken(Wakes.NONE, at(0)).begun();
        for (long time = 1000; time <= 11_000; time += 500) {
            wakes = plan.woken(wakes, at(time));
            assertEquals(
                    Math.min(time + 2000, 11_000) - time,
                    plan.due(wakes, at(time)).toMillis());
        }
    }

    @Test
    void oneThatComesWhileARunGoesIsDueBehindIt() {
        Wakes running = plan.woken(Wakes.NONE, at(0)).begun();
        Wakes late = plan.woken(running, at(5000));
        assertEquals(Duration.ZERO, plan.due(late, at(7000)));
        Wakes soon = plan.woken(running, at(1000));
        assertEquals(Duration.ofMillis(500), plan.due(soon, at(2500)));
        assertFalse(soon.begun().waiting());
    }

    private static long at(long millis) {
        return Duration.ofMillis(millis).toNanos() - Duration.ofMinutes(1).toNanos();
    }
}
