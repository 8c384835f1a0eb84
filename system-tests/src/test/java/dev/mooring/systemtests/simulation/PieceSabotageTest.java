package dev.mooring.systemtests.simulation;

import static org.junit.jupiter.api.Assertions.fail;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.testing.simulation.Schedule;
import dev.mooring.sync.testing.simulation.Simulation;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rebuild keeps pieces that the server has lost, as no pull shows them. Nothing else may stay, and nothing may stay without a rebuild. */
@Tag("sim")
class PieceSabotageTest {
    private static final int SEEDS = 10;

    @Test
    void aRebuildThatKeepsAnOrdinaryRowIsFound() throws Exception {
        found(
                false,
                devices -> new EntitySyncWorld<>(
                        new Tampered<>(new MemoryDatabases(devices), Tampered.keepingInRebuilds("repertoire")), true));
    }

    @Test
    void aPieceThatStaysAlthoughTheServerHasToldItsEndIsFound() throws Exception {
        found(true, devices -> new EntitySyncWorld<>(new MemoryDatabases(devices), true) {
            @Override
            LiveDialect.Session tampered(LiveDialect.Session session) {
                return new ForwardingSession(session) {
                    @Override
                    public LiveDialect.Heard heard(Cursor from) {
                        LiveDialect.Heard heard = super.heard(from);
                        return new LiveDialect.Heard(
                                heard.slices().stream()
                                        .map(PieceSabotageTest::withoutEnds)
                                        .toList(),
                                heard.page());
                    }
                };
            }
        });
    }

    private static LiveDialect.Slice withoutEnds(LiveDialect.Slice slice) {
        List<Incoming> rest = slice.changes().stream()
                .filter(each -> !each.change().tombstone()
                        || !each.change().collection().equals("repertoire"))
                .toList();
        return new LiveDialect.Slice(rest, slice.after());
    }

    /** In recovery, where servers are restored and devices rebuild. */
    private static void found(boolean piece, Simulation.WorldFactory<MemoryTables> worlds) throws Exception {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Schedule schedule = Schedule.of(seed).withTrouble().withRecovery().withChannels();
            Throwable violation = Simulation.run(worlds, schedule).violation();
            String words = violation == null ? "" : String.valueOf(violation.getMessage());
            if (words.startsWith("I5 (not converged)") && words.contains(": repertoire/") == piece) {
                return;
            }
            seen.add(words);
        }
        fail("no row that stays among " + seen);
    }
}
