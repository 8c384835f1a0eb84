package dev.mooring.sync.sqlite.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A chunk of marks against a map. */
class SeenChunkTest {
    private record Mark(long listing, boolean tombstone) {}

    /** From one listing for all to another one for each row, and unlisted rows between. */
    @Test
    void aChunkKnowsWhatAMapKnows() {
        int widest = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed * 7919L);
            int listings = 1 + random.nextInt(150);
            Map<Integer, Mark> model = new TreeMap<>();
            SeenChunk chunk = new SeenChunk();
            for (int step = 0; step < 600; step++) {
                int slot = random.nextInt(SeenChunk.ROWS);
                if (random.nextInt(10) == 0) {
                    model.remove(slot);
                    chunk.remove(slot);
                } else {
                    long listing = random.nextInt(20) == 0 ? Long.MAX_VALUE : random.nextInt(listings);
                    boolean tombstone = random.nextInt(5) == 0;
                    model.put(slot, new Mark(listing, tombstone));
                    chunk.set(slot, listing, tombstone);
                }
                if (random.nextInt(20) == 0) {
                    byte[] bytes = chunk.bytes();
                    widest = Math.max(widest, bytes[0]);
                    chunk = new SeenChunk(bytes);
                }
            }
            assertSame(model, chunk, "seed " + seed);
        }
        assertTrue(widest >= 70, "at most " + widest + " listings in one chunk");
    }

    private static void assertSame(Map<Integer, Mark> model, SeenChunk chunk, String where) {
        assertEquals(model.size(), chunk.rows(), where);
        model.forEach((slot, mark) -> {
            assertEquals(mark.listing(), chunk.listing(slot), where);
            assertEquals(mark.tombstone(), chunk.isTombstone(slot), where);
        });
        for (long before : new long[] {0, 1, 50, Long.MAX_VALUE}) {
            List<Integer> unseen = new ArrayList<>();
            chunk.unseen(before, unseen::add);
            List<Integer> expected = new ArrayList<>();
            model.forEach((slot, mark) -> {
                if (!mark.tombstone() && mark.listing() < before) {
                    expected.add(slot);
                }
            });
            assertEquals(expected, unseen, where);
        }
    }

    @Test
    void aListingLaterAChunkIsSmallAgain() {
        SeenChunk chunk = new SeenChunk();
        for (int slot = 0; slot < SeenChunk.ROWS; slot++) {
            chunk.set(slot, slot, false);
        }
        for (int slot = 0; slot < SeenChunk.ROWS; slot++) {
            chunk.set(slot, 1_000, slot % 2 == 0);
        }
        SeenChunk read = new SeenChunk(chunk.bytes());
        for (int slot = 0; slot < SeenChunk.ROWS; slot++) {
            assertEquals(1_000, read.listing(slot));
            assertEquals(slot % 2 == 0, read.isTombstone(slot));
        }
        assertTrue(chunk.bytes().length < 2 * SeenChunk.ROWS, chunk.bytes().length + " bytes");
    }
}
