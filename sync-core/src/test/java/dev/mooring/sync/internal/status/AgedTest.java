package dev.mooring.sync.internal.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.storage.Confirmed;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgedTest {
    private static Confirmed row(int key, boolean own) {
        Change change = Change.of(Mutation.of("todo", Integer.toString(key), "put", "{}"), Change.NO_POSITION, "");
        return new Confirmed(change, "echo", Instant.EPOCH, own, 1);
    }

    private static void holds(Aged aged, boolean any, long count, int told) {
        assertEquals(any, aged.any());
        assertEquals(count, aged.count());
        assertEquals(told, aged.told().size());
    }

    @Test
    void atFirstThereIsNone() {
        holds(Aged.NONE, false, 0, 0);
        assertEquals(Aged.NONE, Aged.NONE.and(List.of()));
    }

    @Test
    void ownOnesAreCountedAndToldInOrder() {
        Aged aged = Aged.NONE.and(List.of(row(1, true))).and(List.of(row(2, true)));
        holds(aged, true, 2, 2);
        assertEquals(List.of("1", "2"), aged.told().stream().map(Change::key).toList());
    }

    @Test
    void thoseOfOthersAreAReasonToAskAndNotTold() {
        Aged aged = Aged.NONE.and(List.of(row(1, false)));
        holds(aged, true, 0, 0);
        holds(aged.and(List.of(row(2, true))), true, 1, 1);
    }

    @Test
    void allAreCountedAndTheFirstAreTold() {
        Aged aged = Aged.NONE;
        for (int i = 0; i < 1_000; i++) {
            aged = aged.and(List.of(row(i, true)));
        }
        holds(aged, true, 1_000, 256);
        assertEquals("0", aged.told().get(0).key());
        assertEquals("255", aged.told().get(255).key());
    }

    @Test
    void aValueStaysAsItIs() {
        Aged aged = Aged.NONE.and(List.of(row(1, true)));
        aged.and(List.of(row(2, true)));
        holds(aged, true, 1, 1);
        assertThrows(UnsupportedOperationException.class, () -> aged.told().clear());
    }
}
