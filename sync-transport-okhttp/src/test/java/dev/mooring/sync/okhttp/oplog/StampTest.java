package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StampTest {
    private static Stamp of(UUID id) {
        return Stamp.of(Mutation.of("c", "k", "x", "1").recorded(id, OpLogFixtures.AT));
    }

    @Test
    void oneRunIsOneActorWhoseClockAscendsAndStaysBelowWhatADoubleHolds() {
        Stamp first = of(OpLogFixtures.id(1));
        Stamp second = of(OpLogFixtures.id(2));
        assertEquals("8000000000000001", first.actor());
        assertEquals(first.actor(), second.actor());
        assertEquals((OpLogFixtures.AT.toEpochMilli() << 11) + 1, first.clock());
        assertTrue(second.clock() > first.clock() && second.clock() < 1L << 53);
    }

    @Test
    void everyIdHasAStampOfItsOwnThatTellsIt() {
        Random random = new Random(20261121);
        Set<Stamp> stamps = new HashSet<>();
        List<UUID> odd =
                List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(0x7000, 1), new UUID(0x7801, 1), new UUID(1, 9));
        for (int i = 0; i < 20_000; i++) {
            UUID id = i < odd.size() ? odd.get(i) : new UUID(random.nextLong(), random.nextLong());
            if (i % 2 == 1 && i >= odd.size()) {
                id = new UUID(
                        (id.getMostSignificantBits() >>> 22 << 16) | 0x7000 | (i & 0xfff),
                        id.getLeastSignificantBits());
            }
            Stamp stamp = of(id);
            assertTrue(stamp.clock() > 0 && stamp.clock() < 1L << 53, stamp.toString());
            assertTrue(!stamp.actor().isEmpty() && stamps.add(stamp));
            assertEquals(id, stamp.id());
        }
    }

    @Test
    void stampsOfOtherProgramsTellNoId() {
        assertNull(new Stamp("actor-1", 1).id());
        assertNull(new Stamp("8000000000000001", 0).id());
        assertNull(new Stamp("8000000000000001", Long.MAX_VALUE).id());
        assertNull(new Stamp("800000000000000G", 1).id());
        assertNull(new Stamp("ABCDEF0000000001", 1).id());
        assertNull(new Stamp("1-1-1-1-1xxxxxxxxxxxxxxxxxxxxxxxxxxxx", 1).id());
        assertNull(new Stamp("actor-2373f640-97b8-461c-ba47-b203acb15", 1).id());
        assertNull(new Stamp(new UUID(1, 1).toString(), 2).id());
    }
}
