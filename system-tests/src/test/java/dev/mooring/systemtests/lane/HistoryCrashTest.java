package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's history is replaced, and the process dies before or behind each of its commits in turn. */
final class HistoryCrashTest {
    private final VirtualScheduler time = new VirtualScheduler(1);

    @ParameterizedTest
    @CsvSource({
        "BEFORE_COMMIT, false", "AFTER_COMMIT, false",
        "BEFORE_COMMIT, true", "AFTER_COMMIT, true"
    })
    void whereverItDiesNothingIsLostOrDoubled(Moment moment, boolean answerLost) {
        int deaths = 0;
        for (int commit = 1; diesAt(commit, moment, answerLost); commit++) {
            deaths++;
        }
        assertTrue(deaths >= 5, "only " + deaths + " commits");
    }

    /** Returns false if there was no such commit. */
    private boolean diesAt(int commit, Moment moment, boolean answerLost) {
        ArrivalServer server = new ArrivalServer();
        InMemoryStorage disk = new InMemoryStorage();
        Tablet before = new Tablet(server, time, disk, ConflictPolicy.serverWins());
        before.set("a", "old");
        assertInstanceOf(SyncReport.Synced.class, before.sync());
        for (int i = 0; i < 4; i++) {
            before.set("k" + i, "1");
        }
        before.client.close();
        if (answerLost) {
            // Pushed into the old history, which is replaced before the pull can show it.
            boolean[] once = {true};
            server.afterPush = () -> {
                if (once[0]) {
                    once[0] = false;
                    server.reset("g2", "x=snapshot");
                }
            };
        } else {
            server.reset("g2", "x=snapshot");
        }

        CrashingStorage<MemoryTables> dying =
                new CrashingStorage<>(disk.reopen()).crashAt(commit, moment, new VirtualScheduler.Killed());
        try {
            tablet(server, disk, dying).sync();
        } catch (VirtualScheduler.Killed died) {
            assertTrue(dying.crashed());
        }
        time.advance(Duration.ofMinutes(1)); // until its lease is over
        InMemoryStorage again = disk.reopen();
        Tablet after = tablet(server, again, again);
        SyncReport report = after.sync();

        String at = moment + " " + commit + ": ";
        assertInstanceOf(SyncReport.Synced.class, report, at + report);
        Map<String, String> expected = new TreeMap<>(Map.of("x", "snapshot"));
        server.log.forEach(each -> assertEquals(
                null, expected.put(each.change().key(), "1"), at + each.change().key() + " is there twice"));
        assertEquals(expected, after.rows(), at + "rows");
        long lost = after.client.status().counts().superseded();
        assertEquals(4, server.log.size() + lost, at + "each of the four has one fate");
        assertTrue(answerLost || lost == 0 || dying.crashed(), at + "what was never sent was given up");
        assertEquals(0, after.client.status().pending(), at);
        return dying.crashed();
    }

    private Tablet tablet(ArrivalServer server, InMemoryStorage disk, Storage<MemoryTables> through) {
        Tablet tablet = new Tablet(server, time, disk, through, ConflictPolicy.serverWins());
        tablet.removesWhatItTakesBack = true;
        return tablet;
    }
}
