package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncClientBuilder;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The confirmed log of an app that does not keep all of it. */
final class LogRetentionTest {
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final InMemoryStorage storage = new InMemoryStorage();

    @TempDir
    Path folder;

    private SyncClientBuilder<MemoryTables> builder(InMemoryStorage opened, ChangeHandler<MemoryTables> handler) {
        return SyncClient.builder(opened, server.transport(), handler)
                .scheduler(time.lane(7))
                .keepLog(true);
    }

    private void sync(SyncClient<?> client) {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        assertInstanceOf(SyncReport.Synced.class, future.getNow(null), String.valueOf(future.getNow(null)));
    }

    private void foreign(int count) {
        for (int i = 0; i < count; i++) {
            server.foreign("f" + server.log.size(), "{}");
        }
    }

    private static List<Long> positions(SyncClient<?> client) {
        return client.log(0, 10_000).stream().map(Change::position).toList();
    }

    @Test
    void theLastChangesAreKeptAndEverythingElseGoesOn() {
        server.slice = 500;
        SyncClient<MemoryTables> client = builder(storage, new RebuildTest.WithoutRestating())
                .keepLogOf(3)
                .build();
        foreign(2_000);
        sync(client);
        assertEquals(List.of(1998L, 1999L, 2000L), positions(client));
        client.write((tables, outbox) -> outbox.add(Mutation.of("todo", "mine", "set", "{}")));
        sync(client);
        assertEquals(List.of(1999L, 2000L, 2001L), positions(client));
        foreign(1);
        sync(client);
        assertEquals(List.of(2000L, 2001L, 2002L), positions(client));
        assertEquals(0, client.status().pending());
        client.close();
    }

    @Test
    void aChangeIsKeptForItsTime() {
        SyncClient<MemoryTables> client = builder(storage, new RebuildTest.WithoutRestating())
                .keepLogFor(Duration.ofDays(16))
                .build();
        foreign(2);
        sync(client);
        for (int day = 1; day < 16; day++) {
            time.sleep(Duration.ofDays(1), () -> false);
            foreign(1);
            sync(client);
        }
        assertEquals(17, positions(client).size());
        time.sleep(Duration.ofDays(2), () -> false);
        sync(client);
        assertEquals(4, positions(client).get(0));
        time.sleep(Duration.ofDays(30), () -> false);
        sync(client);
        assertEquals(List.of(), positions(client));
        foreign(1);
        sync(client);
        assertEquals(List.of(18L), positions(client));
        client.close();
    }

    /** It would send back a part, and nobody would know of the rest. */
    @Test
    void whatTheServerHasLostIsNotSentBackFromALogWithoutItsBeginning() {
        SyncClient<MemoryTables> client = builder(storage, new RebuildTest.WithoutRestating())
                .keepLogOf(3)
                .build();
        foreign(5);
        sync(client);
        IllegalStateException refusal = assertThrows(
                IllegalStateException.class,
                () -> client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed()));
        assertTrue(refusal.getMessage().contains("the beginning of its log is not kept"), refusal.getMessage());
        client.close();
    }

    @Test
    void theAppTellsItsRowsWhereTheLogDoesNot() {
        server.checks = true;
        Tablet tablet = new Tablet(server.transport(), time, storage, ConflictPolicy.serverWins());
        tablet.client.close();
        InMemoryStorage again = storage.reopen();
        SyncClient<MemoryTables> client = builder(again, tablet).keepLogOf(3).build();
        foreign(5);
        sync(client);
        server.log.clear();
        var rebuilt = client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertEquals(5, rebuilt.getNow(null).resent());
        assertEquals(5, server.log.size());
        client.close();
    }

    /** A log that was off for a while begins where it is on again. */
    @Test
    void aLogThatWasOffForAWhileIsNotTakenForAll() {
        SyncClient<MemoryTables> without = SyncClient.builder(
                        storage, server.transport(), new RebuildTest.WithoutRestating())
                .scheduler(time.lane(7))
                .keepLog(false)
                .build();
        foreign(5);
        sync(without);
        without.close();
        SyncClient<MemoryTables> client =
                builder(storage.reopen(), new RebuildTest.WithoutRestating()).build();
        foreign(2);
        sync(client);
        assertEquals(List.of(6L, 7L), positions(client));
        assertThrows(
                IllegalStateException.class,
                () -> client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed()));
        client.close();
    }

    @Test
    void thePreviewCountsTheLinesThatAnExportWillHave() throws Exception {
        SyncClient<MemoryTables> client = builder(storage, new RebuildTest.WithoutRestating())
                .keepLogOf(3)
                .build();
        foreign(5);
        sync(client);
        Path file = folder.resolve("export");
        assertEquals(3, client.recovery().preview(RebuildPlan.exportingTo(file)).confirmedExported());
        client.recovery().exportTo(file);
        assertEquals(
                3,
                Files.readAllLines(file).stream()
                        .filter(line -> line.contains("\"confirmed\":1"))
                        .count());
        client.close();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        SyncClientBuilder<MemoryTables> builder = builder(storage, new RebuildTest.WithoutRestating());
        assertThrows(IllegalArgumentException.class, () -> builder.keepLogOf(0));
        assertThrows(IllegalArgumentException.class, () -> builder.keepLogFor(Duration.ZERO));
        builder.keepLogOf(5).keepLog(false);
        assertThrows(IllegalArgumentException.class, builder::build);
    }
}
