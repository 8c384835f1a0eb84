package dev.mooring.sync.internal.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    private static Fingerprints of(long... prints) {
        Fingerprints all = new Fingerprints();
        for (long print : prints) {
            all.add(print);
        }
        all.sort();
        return all;
    }

    @Test
    void ofNoneNothingIsTaken() {
        assertFalse(of().take(0));
    }

    @Test
    void eachIsTakenAsOftenAsItWasAdded() {
        Fingerprints all = of(7, Long.MIN_VALUE, 7, -1, 7, Long.MAX_VALUE, 0);
        for (long print : new long[] {7, 7, 7, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertTrue(all.take(print), Long.toString(print));
        }
        for (long print : new long[] {7, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertFalse(all.take(print), Long.toString(print));
        }
    }

    @Test
    void whatIsBesideOrBetweenOthersIsNotThere() {
        Fingerprints all = of(1, 3, 5);
        for (long print : new long[] {0, 2, 4, 6}) {
            assertFalse(all.take(print), Long.toString(print));
        }
    }

    @Test
    void takingOneLeavesItsNeighbours() {
        Fingerprints all = of(1, 1, 2, 2, 3);
        assertTrue(all.take(2));
        assertTrue(all.take(1));
        assertTrue(all.take(3));
        assertTrue(all.take(2));
        assertTrue(all.take(1));
        assertFalse(all.take(1));
        assertFalse(all.take(2));
        assertFalse(all.take(3));
    }

    /** Beyond the first array, in any order: as a list from which each is removed. */
    @Test
    void anyNumberInAnyOrderIsAsAListWouldHaveIt() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Long> list = new ArrayList<>();
            Fingerprints all = new Fingerprints();
            int count = random.nextInt(300);
            for (int i = 0; i < count; i++) {
                long print = random.nextInt(40) - 20L;
                list.add(print);
                all.add(print);
            }
            all.sort();
            for (int i = 0; i < 600; i++) {
                long print = random.nextInt(44) - 22L;
                assertEquals(list.remove(print), all.take(print), "seed " + seed);
            }
        }
    }
}
