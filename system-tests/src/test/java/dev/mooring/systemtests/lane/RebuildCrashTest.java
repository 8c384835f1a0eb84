package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A rebuild with a batch in doubt, and the process dies before or behind each of its commits in turn. */
final class RebuildCrashTest {
    private final VirtualScheduler time = new VirtualScheduler(1);

    @ParameterizedTest
    @CsvSource({
        "SEQUENCE, BEFORE_COMMIT", "SEQUENCE, AFTER_COMMIT",
        "ARRIVAL, BEFORE_COMMIT", "ARRIVAL, AFTER_COMMIT",
        "KEYS, BEFORE_COMMIT", "KEYS, AFTER_COMMIT"
    })
    void whereverItDiesEachMutationTakesEffectOnce(Order order, Moment moment) {
        int deaths = 0;
        for (int commit = 1; diesAt(commit, order, moment); commit++) {
            deaths++;
        }
        assertTrue(deaths >= 8, "only " + deaths + " commits");
    }

    /** Returns false if there was no such commit. */
    private boolean diesAt(int commit, Order order, Moment moment) {
        Rebuilt server = new Rebuilt(time, order);
        InMemoryStorage disk = inDoubt(server);
        CrashingStorage<MemoryTables> dying =
                new CrashingStorage<>(disk.reopen()).crashAt(commit, moment, new VirtualScheduler.Killed());
        try {
            Tablet tablet = server.tablet(disk, dying);
            tablet.client.recovery().rebuild(RebuildPlan.withoutExport().droppingSuperseded());
            time.advance(Duration.ofMinutes(1));
        } catch (VirtualScheduler.Killed died) {
            assertTrue(dying.crashed());
        }
        time.advance(Duration.ofMinutes(1)); // until its lease is over
        InMemoryStorage again = disk.reopen();
        Tablet after = server.tablet(again);
        SyncReport report = after.sync();

        String at = order + " " + moment + " " + commit + ": ";
        assertInstanceOf(SyncReport.Synced.class, report, at + report);
        assertEquals(0, after.client.status().pending(), at);
        assertEquals(0, after.client.status().counts().superseded(), at);
        assertFalse(after.client.recovery().preview(RebuildPlan.withoutExport()).underWay(), at);
        for (int i = 0; i < 4; i++) {
            assertEquals(1, server.times("k" + i), at + "k" + i);
        }
        after.storage.<String, RuntimeException>write(tx -> {
            assertEquals(0, tx.staging().staged(0, 9, 99).size(), at + "something staged is left");
            return "";
        });
        assertEquals(server.rows(), after.rows(), at);
        server.foreign("last", "1");
        after.sync();
        assertEquals(server.rows(), after.rows(), at + "afterwards");
        return dying.crashed();
    }

    /** Some rows of others, four mutations, and the answer to the push that took the first of them got lost. */
    private InMemoryStorage inDoubt(Rebuilt server) {
        InMemoryStorage disk = new InMemoryStorage();
        for (int i = 0; i < 5; i++) {
            server.foreign("f" + i, "1");
        }
        Tablet before = server.tablet(disk);
        assertInstanceOf(SyncReport.Synced.class, before.sync());
        for (int i = 0; i < 4; i++) {
            before.set("k" + i, "1");
        }
        boolean[] broken = {false};
        server.after = ask -> {
            if (ask instanceof Ask.Push) {
                broken[0] = true;
                throw Rebuilt.broken(Delivery.MAYBE_SENT);
            }
        };
        server.before = ask -> {
            if (broken[0]) {
                throw Rebuilt.broken(Delivery.NOT_SENT);
            }
        };
        before.sync();
        before.client.close();
        server.after = ask -> {};
        server.before = ask -> {};
        return disk;
    }
}
