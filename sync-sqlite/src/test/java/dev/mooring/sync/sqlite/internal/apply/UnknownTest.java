package dev.mooring.sync.sqlite.internal.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A server can name as many collections as it likes, as long as it likes. */
class UnknownTest {
    private final Unknown unknown = new Unknown();

    @Test
    void changesAreCountedByName() {
        unknown.count("a");
        unknown.count("b");
        unknown.count("a");
        assertEquals("{a=2, b=1}", unknown.counts().toString());
    }

    @Test
    void neitherLongNamesNorManyTakeMemory() {
        for (int i = 0; i < 200; i++) {
            unknown.count("c" + i + "y".repeat(60_000));
        }
        for (int i = 0; i < 5_000; i++) {
            unknown.count("d" + i);
        }
        assertEquals(Unknown.MOST + 1, unknown.counts().size());
        assertEquals(
                5_200,
                unknown.counts().values().stream().mapToLong(Long::longValue).sum());
        assertEquals(4_200, unknown.counts().get(Unknown.OTHERS));
        assertTrue(unknown.counts().keySet().stream().allMatch(name -> name.length() <= 120));
    }
}
