package dev.mooring.sync.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<String> seen = new ArrayList<>();

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    private void note(String what) {
        seen.add(what + "@" + time.uptime().toMillis());
    }

    @Test
    void timeMovesOnlyWhenToldAndTasksRunInOrder() {
        VirtualScheduler.Lane lane = time.lane(1);
        lane.schedule(ms(20), () -> note("b"));
        lane.schedule(ms(10), () -> note("a"));
        lane.schedule(ms(31), () -> note("c"));
        assertEquals(List.of(), seen);
        time.advance(ms(30));
        assertEquals(List.of("a@10", "b@20"), seen);
        assertEquals(30, time.uptime().toMillis());
    }

    @Test
    void aTaskOfASleepingLaneWaitsWhileOthersAndItsAlarmsRun() {
        VirtualScheduler.Lane one = time.lane(1);
        VirtualScheduler.Lane two = time.lane(2);
        one.schedule(ms(0), () -> {
            note("one sleeps");
            time.sleep(ms(100));
            note("one wakes");
        });
        one.schedule(ms(10), () -> note("one again"));
        one.alarm(ms(20), () -> note("alarm of one"));
        two.schedule(ms(30), () -> note("two"));
        time.runUntilIdle();
        assertEquals(List.of("one sleeps@0", "alarm of one@20", "two@30", "one wakes@100", "one again@100"), seen);
    }

    @Test
    void aSleeperIsWokenByItsCondition() {
        boolean[] wake = {false};
        boolean[] woken = {false};
        time.lane(1).schedule(ms(0), () -> woken[0] = time.sleep(ms(100), () -> wake[0]));
        time.schedule(ms(40), () -> wake[0] = true);
        time.schedule(ms(60), () -> note("later"));
        time.runNext();
        assertTrue(woken[0]);
        assertEquals(40, time.uptime().toMillis());
        assertEquals(List.of(), seen);
    }

    @Test
    void aKilledLaneNeverWakesAndKeepsNoTask() {
        VirtualScheduler.Lane lane = time.lane(1);
        lane.schedule(ms(0), () -> {
            time.sleep(ms(100));
            note("after the kill");
        });
        lane.schedule(ms(200), () -> note("dropped"));
        time.schedule(ms(50), lane::kill);
        time.runUntilIdle();
        lane.schedule(ms(0), () -> note("refused"));
        time.runUntilIdle();
        assertEquals(List.of(), seen);
        assertEquals(50, time.uptime().toMillis());
    }

    @Test
    void aCancelledTaskDoesNotRun() {
        VirtualScheduler.Lane lane = time.lane(1);
        lane.schedule(ms(5), () -> note("never")).close();
        time.advance(ms(10));
        assertEquals(List.of(), seen);
    }

    @Test
    void aClockJumpMovesOneWallClockAndNoMonotonicOne() {
        VirtualScheduler.Lane lane = time.lane(1);
        lane.jump(Duration.ofHours(-3));
        time.advance(ms(10));
        assertEquals(time.now().minus(Duration.ofHours(3)), lane.now());
        assertEquals(ms(10).toNanos(), lane.nanoTime());
    }

    @Test
    void runUntilStopsAtItsConditionOrItsLimit() {
        VirtualScheduler.Lane lane = time.lane(1);
        Runnable[] tick = new Runnable[1];
        tick[0] = () -> {
            note("tick");
            lane.schedule(ms(10), tick[0]);
        };
        lane.schedule(ms(10), tick[0]);
        assertTrue(time.runUntil(() -> seen.size() == 3, ms(1000)));
        assertFalse(time.runUntil(() -> seen.size() == 9, ms(35)));
        assertEquals(6, seen.size());
    }

    @Test
    void sameSeedSameInterleavingOtherSeedAnother() {
        assertEquals(interleaving(5), interleaving(5));
        assertNotEquals(interleaving(5), interleaving(6));
    }

    private static String interleaving(long seed) {
        VirtualScheduler time = new VirtualScheduler(seed);
        StringBuilder order = new StringBuilder();
        for (int lane = 0; lane < 4; lane++) {
            VirtualScheduler.Lane view = time.lane(lane);
            for (int i = 0; i < 10; i++) {
                String name = lane + "" + i + " ";
                view.schedule(ms(1), () -> order.append(name));
            }
        }
        time.runUntilIdle();
        return order.toString();
    }
}
