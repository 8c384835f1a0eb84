package dev.mooring.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final RetryPolicy policy =
            new RetryPolicy(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Test
    void theBoundDoublesUpToTheCapAndTheJitterIsFull() {
        Random random = new Random(1);
        long[] bounds = {100, 200, 400, 800, 1000, 1000};
        for (int failures = 1; failures <= bounds.length; failures++) {
            long lowest = Long.MAX_VALUE;
            long highest = 0;
            for (int i = 0; i < 2000; i++) {
                long delay = policy.delay(failures, null, random).toMillis();
                lowest = Math.min(lowest, delay);
                highest = Math.max(highest, delay);
            }
            assertTrue(lowest >= 1 && lowest <= bounds[failures - 1] / 20, "lowest " + lowest);
            assertTrue(
                    highest <= bounds[failures - 1] && highest > bounds[failures - 1] * 9 / 10, "highest " + highest);
        }
    }

    @Test
    void neverLessThanTheServerAskedForUpToItsCap() {
        Random random = new Random(1);
        assertTrue(policy.delay(1, Duration.ofSeconds(30), random).compareTo(Duration.ofSeconds(30)) > 0);
        assertTrue(policy.delay(1, Duration.ofDays(9), random).compareTo(Duration.ofSeconds(62)) < 0);
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertTrue(policy.delay(Integer.MAX_VALUE, null, new Random(1)).toMillis() <= 1000);
        assertTrue(policy.delay(0, null, new Random(1)).toMillis() <= 100);
    }

    @Test
    void contradictoryBoundsAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetryPolicy(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RetryPolicy(Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO));
        assertEquals(Duration.ofMinutes(2), RetryPolicy.DEFAULT.cap());
    }
}
