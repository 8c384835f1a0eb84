package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that dies before or after an intake, at every commit: what was captured is sent once, or quarantined once. */
class CaptureCrashTest {
    private static final String TOO_LARGE = '"' + "x".repeat(200) + '"';

    private final VirtualScheduler time = new VirtualScheduler(1);

    @ParameterizedTest
    @EnumSource(Moment.class)
    void whereverItDiesNothingIsLostOrDoubled(Moment moment) {
        int deaths = 0;
        for (int commit = 1; diesAt(commit, moment); commit++) {
            deaths++;
        }
        assertTrue(deaths >= 8, "only " + deaths + " commits");
    }

    /** Returns false if there was no such commit. */
    private boolean diesAt(int commit, Moment moment) {
        LogServer server = new LogServer();
        server.foreign("theirs", "0");
        InMemoryStorage disk = Slate.storage(time);
        CrashingStorage<MemoryTables> dying =
                new CrashingStorage<>(disk).crashAt(commit, moment, new VirtualScheduler.Killed());
        Slate before = new Slate(server.transport(), time.lane(1), time, disk, dying, builder -> builder);
        List<String> written = new ArrayList<>();
        try {
            written.addAll(use(before));
        } catch (VirtualScheduler.Killed died) {
            assertTrue(dying.crashed());
        }
        time.advance(Duration.ofMinutes(1)); // until its lease is over

        InMemoryStorage again = disk.reopen();
        Slate after = new Slate(server.transport(), time, again, builder -> builder);
        String at = moment + " " + commit + ": ";
        assertInstanceOf(SyncReport.Synced.class, after.sync(), at);

        List<String> sent = server.keys().subList(1, server.log.size());
        List<String> order = List.of("a", "told", "b", "c", "d");
        assertEquals(order.subList(0, sent.size()), sent, at + "in order, once");
        assertTrue(dying.crashed() || written.equals(order), at + written);
        long refused = after.client.status().counts().quarantined();
        assertEquals(sent.contains("d") ? 1 : 0, refused, at + "the refused one has one fate");
        assertEquals(0, after.client.status().pending(), at);
        sent.stream()
                .filter(key -> !key.equals("told"))
                .forEach(key -> assertEquals("1", after.rows().get(key), at + "row " + key));
        assertEquals("0", after.rows().get("theirs"), at);
        assertEquals(refused == 1 ? TOO_LARGE : null, after.rows().get("refused"), at + "it stays");
        return dying.crashed();
    }

    private static List<String> use(Slate slate) {
        slate.sync();
        slate.client.write((tables, outbox) -> {
            tables.put(Slate.TODO, "a", "1");
            outbox.add(Mutation.of(Slate.TODO, "told", "told", "1"));
            tables.put(Slate.TODO, "b", "1");
        });
        slate.client.pending(1);
        slate.set("c", "1");
        slate.sync();
        slate.client.write((tables, outbox) -> {
            tables.put(Slate.TODO, "refused", TOO_LARGE);
            tables.put(Slate.TODO, "d", "1");
        });
        slate.sync();
        return List.of("a", "told", "b", "c", "d");
    }
}
