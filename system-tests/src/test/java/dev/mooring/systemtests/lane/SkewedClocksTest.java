package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.testing.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Last write wins, where the clocks of the devices differ: an edit on top of another one is never lost to it. */
class SkewedClocksTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final KeyServer server = new KeyServer();
    private final List<Tablet> tablets = new ArrayList<>();

    private Tablet tablet(Duration ahead) {
        Tablet tablet = new Tablet(server.transport(), time, ConflictPolicy.lastWriteWins());
        tablet.clock.by = ahead;
        tablets.add(tablet);
        return tablet;
    }

    @AfterEach
    void close() {
        tablets.forEach(tablet -> tablet.client.close());
    }

    @Test
    void theLaterEditStandsThoughTheFirstOnesClockIsAhead() {
        Tablet ahead = tablet(Duration.ofHours(2));
        Tablet right = tablet(Duration.ZERO);
        ahead.set("k", "first");
        ahead.sync();
        right.sync();
        assertEquals("first", right.row("k"));
        right.set("k", "second");
        right.set("k", "third");
        right.sync();
        ahead.sync();
        right.sync();
        for (Tablet each : tablets) {
            assertEquals("third", each.row("k"));
        }
        assertEquals("third", server.payload("k"));
        ahead.set("k", "fourth");
        ahead.sync();
        right.sync();
        assertEquals("fourth", right.row("k"));
        right.delete("k");
        right.sync();
        ahead.sync();
        assertEquals(null, ahead.row("k"));
    }

    @Test
    void aClockThatIsAheadIsAWarningUntilItIsReached() {
        Tablet ahead = tablet(Duration.ofHours(2));
        Tablet right = tablet(Duration.ZERO);
        ahead.set("k", "first");
        ahead.sync();
        assertFalse(ahead.client.status().warnings().contains(Warning.EDITS_AHEAD));
        right.sync();
        assertTrue(right.client.status().warnings().contains(Warning.EDITS_AHEAD));
        assertTrue(
                right.client.status().explain().contains("clock"),
                right.client.status().explain());
        time.advance(Duration.ofHours(2));
        assertFalse(right.client.status().warnings().contains(Warning.EDITS_AHEAD));
    }

    @Test
    void aClockThatIsSetBackKeepsTheOrderOfEdits() {
        Tablet after = tablet(Duration.ofHours(3));
        after.set("k", "first");
        after.sync();
        after.clock.by = Duration.ofHours(-3);
        Tablet other = tablet(Duration.ZERO);
        after.set("k", "second");
        after.set("k", "third");
        List<dev.mooring.sync.Mutation> pending = after.client.pending(9);
        assertTrue(pending.get(0).createdAt().isBefore(pending.get(1).createdAt()));
        after.sync();
        other.sync();
        assertEquals("third", other.row("k"));
    }

    /** Devices with clocks of their own take turns; what was written last on top of what was there stands everywhere. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whoeverWritesOnTopIsNeverLostToWhatIsBelow(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3; i++) {
            tablet(Duration.ofMinutes(random.nextInt(600) - 300));
        }
        // A listing shows no deletion, so who comes later knows nothing of one that was before.
        String written = "first";
        tablets.get(0).set("k", written);
        tablets.forEach(Tablet::sync);
        for (int turn = 0; turn < 12; turn++) {
            Tablet tablet = tablets.get(random.nextInt(3));
            tablet.sync();
            assertEquals(written, tablet.row("k"), "turn " + turn);
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                written = random.nextInt(6) == 0 ? null : "turn " + turn + "." + edits;
                if (written == null) {
                    tablet.delete("k");
                } else {
                    tablet.set("k", written);
                }
            }
            tablet.sync();
            if (random.nextBoolean()) {
                tablets.get(random.nextInt(3)).sync();
            }
            time.advance(Duration.ofSeconds(random.nextInt(100)));
        }
        tablets.forEach(Tablet::sync);
        for (Tablet each : tablets) {
            assertEquals(written, each.row("k"));
        }
    }
}
