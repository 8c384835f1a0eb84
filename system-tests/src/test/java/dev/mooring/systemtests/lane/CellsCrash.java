package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient.RefusedWrites;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process with clocks that dies before or after each of its commits: what it has committed is at the server in the end, as here. */
abstract class CellsCrash {
    private static final String OTHER = "00112233445566778899aabbccddeeff";
    private static final List<String> KEYS = List.of("[1]", "[2]", "[3]", "[4]");

    final VirtualScheduler time = new VirtualScheduler(1);
    private CellServer server = new CellServer();

    abstract CellHome<?> home();

    /** What is there before the process that dies. */
    private interface Before {
        CellHome<?> disk();
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aSyncWithALostAnswer(Moment moment) {
        everywhere(moment, 9, this::home, phone -> {
            server.tell(OTHER, "[1]", "a 1 1 1", "b 1 1 1");
            phone.sync();
            phone.set("[1]", "{\"a\":2,\"b\":1}");
            phone.set("[2]", "{\"a\":2}");
            server.tell(OTHER, "[1]", "a 3 2 1");
            server.lost = new TransportException(Kind.OFFLINE, Delivery.MAYBE_SENT, null, "cut", null);
            phone.sync();
            phone.delete("[2]");
            phone.sync();
        });
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aRebuildOfAServerThatKnowsLess(Moment moment) {
        everywhere(
                moment,
                9,
                () -> {
                    CellDevice<?> phone = new CellDevice<>(server, time, home());
                    phone.set("[1]", "{\"a\":1,\"b\":1}");
                    phone.sync();
                    CellServer backup = server.copy();
                    phone.set("[1]", "{\"a\":2,\"b\":1}");
                    server.tell(OTHER, "[3]", "a 3 1 1");
                    phone.sync();
                    phone.client.close();
                    server.restore(backup);
                    return phone.home.reopened();
                },
                phone -> {
                    phone.set("[2]", "{\"a\":2}");
                    phone.sync();
                    var rebuilt = phone.client
                            .recovery()
                            .rebuild(RebuildPlan.withoutExport().resendingConfirmed());
                    time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
                    phone.set("[4]", "{\"a\":4}");
                    phone.sync();
                });
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aCopyThatTheServerHasOutgrown(Moment moment) {
        everywhere(
                moment,
                8,
                () -> {
                    CellDevice<?> phone = new CellDevice<>(server, time, home());
                    phone.set("[1]", "{\"a\":1,\"b\":1}");
                    phone.sync();
                    CellHome<?> copy = phone.home.copied();
                    phone.set("[1]", "{\"a\":2,\"b\":1}");
                    phone.set("[3]", "{\"a\":3}");
                    phone.set("[3]", "{\"a\":4}");
                    phone.sync();
                    phone.client.close();
                    time.sleep(Duration.ofMinutes(1), () -> false);
                    return copy;
                },
                phone -> {
                    phone.set("[2]", "{\"a\":2}");
                    phone.sync();
                    phone.set("[4]", "{\"a\":4}");
                    phone.sync();
                });
    }

    private void everywhere(Moment moment, int least, Before before, Consumer<CellDevice<?>> use) {
        int deaths = 0;
        for (int commit = 1; diesAt(commit, moment, before, use); commit++) {
            deaths++;
        }
        assertTrue(deaths >= least, "only " + deaths + " commits");
    }

    /** Returns false if there was no such commit. */
    private boolean diesAt(int commit, Moment moment, Before before, Consumer<CellDevice<?>> use) {
        server = new CellServer();
        return diesAt(commit, moment, before.disk(), use);
    }

    private <DB> boolean diesAt(int commit, Moment moment, CellHome<DB> disk, Consumer<CellDevice<?>> use) {
        CrashingStorage<DB> dying =
                new CrashingStorage<>(disk.storage()).crashAt(commit, moment, new VirtualScheduler.Killed());
        try {
            use.accept(new CellDevice<>(server, time, disk, dying, RefusedWrites.STAY));
        } catch (VirtualScheduler.Killed died) {
            assertTrue(dying.crashed());
        }
        server.lost = null;
        if (!dying.crashed()) {
            return false;
        }
        time.advance(Duration.ofMinutes(2)); // until its lease is over, which may cover a push

        String at = moment + " " + commit + ": ";
        CellDevice<?> after = new CellDevice<>(server, time, disk.reopened());
        if (after.sync() instanceof SyncReport.Incompatible) {
            var rebuilt =
                    after.client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed());
            time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        }
        assertInstanceOf(SyncReport.Synced.class, after.sync(), at);
        assertEquals(0, after.client.status().pending(), at);
        CellDevice<?> tablet = new CellDevice<>(server, time, home());
        assertInstanceOf(SyncReport.Synced.class, tablet.sync(), at);
        KEYS.forEach(key -> assertEquals(tablet.row(key), after.row(key), at + key));
        return true;
    }
}
