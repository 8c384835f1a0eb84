package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Confirmed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgedTest {
    private final Aged aged = new Aged();

    private static Confirmed row(int key, boolean own) {
        Change change = Change.of(Mutation.of("todo", Integer.toString(key), "put", "{}"), Change.NO_POSITION, "");
        return new Confirmed(change, "echo", Instant.EPOCH, own, 1);
    }

    private void holds(boolean any, long count, int told) {
        assertEquals(any, aged.any());
        assertEquals(count, aged.count());
        assertEquals(told, aged.told().size());
    }

    @Test
    void atFirstThereIsNone() {
        holds(false, 0, 0);
    }

    @Test
    void ownOnesAreCountedAndToldInOrder() {
        aged.add(row(1, true));
        aged.add(row(2, true));
        holds(true, 2, 2);
        assertEquals(List.of("1", "2"), aged.told().stream().map(Change::key).toList());
    }

    @Test
    void thoseOfOthersAreAReasonToAskAndNotTold() {
        aged.add(row(1, false));
        holds(true, 0, 0);
        aged.add(row(2, true));
        holds(true, 1, 1);
    }

    @Test
    void allAreCountedAndTheFirstAreTold() {
        for (int i = 0; i < 1_000; i++) {
            aged.add(row(i, true));
        }
        holds(true, 1_000, 256);
        assertEquals("0", aged.told().get(0).key());
        assertEquals("255", aged.told().get(255).key());
    }

    @Test
    void whatWasToldIsACopy() {
        aged.add(row(1, true));
        List<Change> told = aged.told();
        aged.clear();
        assertEquals(1, told.size());
        told.clear();
        aged.add(row(2, true));
        assertEquals(1, aged.told().size());
    }

    @Test
    void clearingForgetsBoth() {
        aged.add(row(1, true));
        aged.add(row(2, false));
        aged.clear();
        holds(false, 0, 0);
        assertFalse(aged.any());
        aged.add(row(3, false));
        assertTrue(aged.any());
    }
}
