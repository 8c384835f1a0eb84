package dev.mooring.systemtests.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.status.SyncStatus.Warning;
import dev.mooring.sync.status.Thresholds;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.DatabaseFault;
import dev.mooring.sync.testing.changeset.MetaFault;
import dev.mooring.sync.testing.changeset.ServerDatabase;
import dev.mooring.sync.testing.http.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the users of such a server's own client were promised, over real WebSockets. The server's process must never die of us. */
class ScenariosTest {
    @TempDir
    Path folder;

    private final ChangesetServer server =
            ChangesetServer.builder().schema("init", CellDevice.SCHEMA).build().start();
    private final Proxy network = Proxy.to(server).start();

    @AfterEach
    void stop() {
        network.close();
        server.close();
        assertEquals(0, server.deaths(), "the server's process died");
    }

    private ServerDatabase database() {
        return server.database(CellDevice.ROOM);
    }

    private CellDevice device(String name) {
        return new CellDevice(folder.resolve(name + ".db"), network.url());
    }

    private CellDevice listening(String name) {
        return new CellDevice(
                folder.resolve(name + ".db"), network.url(), Live.DEFAULT, CellDevice.SCHEMA, builder -> builder);
    }

    private void serverWrites(String id, Map<String, Object> values) {
        database().write(write -> write.put("note", List.of(id), values));
    }

    private String titleAtTheServer(String id) {
        return database()
                .find("note", List.of(id))
                .map(row -> String.valueOf(row.get("title")))
                .orElse("");
    }

    private static void synced(CellDevice device) {
        SyncReport report = device.sync();
        assertTrue(report instanceof SyncReport.Synced, report::toString);
        assertEquals(State.SYNCED, device.client.status().state());
        assertEquals(0, device.client.status().pending());
    }

    @Test
    void aChangeOfTheServerAloneComesByItself() throws Exception {
        try (CellDevice phone = listening("phone")) {
            phone.client.start();
            phone.await("first sync", () -> phone.client.status().state() == State.SYNCED);
            serverWrites("a", Map.of("title", "milk"));
            phone.await("the row", () -> phone.read("SELECT title FROM note").equals("milk"));
            serverWrites("a", Map.of("title", "oats"));
            phone.await("the edit", () -> phone.read("SELECT title FROM note").equals("oats"));
        }
    }

    @Test
    void aNewDeviceBeginsWithWhatThereIsAndCountsItInCells() {
        for (int i = 0; i < 60; i++) {
            serverWrites("r" + i, Map.of("title", "t" + i));
        }
        try (CellDevice phone = device("phone")) {
            synced(phone);
            assertEquals("60", phone.read("SELECT count(*) FROM note WHERE title LIKE 't%'"));
            long most = phone.events.stream()
                    .filter(event -> event instanceof SyncEvent.Applied)
                    .mapToLong(event -> ((SyncEvent.Applied) event).changes())
                    .sum();
            assertEquals(180, most, "cells, and not rows");
            Progress progress = phone.client.status().progress();
            assertEquals(180, progress.pull().total(), "the message says how many there are");
            assertTrue(progress.reading().length() > 180 * 30, progress::toString);
            assertEquals(progress.reading().length(), progress.reading().bytes());
        }
    }

    @Test
    void whatWasWrittenOfflineArrives() {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            network.down(true);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.sync();
            assertNotEquals(State.SYNCED, phone.client.status().state());
            assertEquals(1, phone.client.status().pending());
            network.down(false);
            synced(phone);
            assertEquals("milk", titleAtTheServer("a"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void theLightLeavesGreenWhileTheServerIsDownAndComesBack() throws Exception {
        try (CellDevice phone = listening("phone")) {
            phone.client.start();
            phone.await("first sync", () -> phone.client.status().state() == State.SYNCED);
            network.down(true);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.await("not green", () -> phone.client.status().state() == State.CONNECTING);
            network.down(false);
            phone.await("green", () -> phone.client.status().state() == State.SYNCED);
            assertEquals("milk", titleAtTheServer("a"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void aRebuiltServerIsNamedBeforeTheLightCanBeGreen() {
        try (CellDevice phone = device("phone")) {
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            synced(phone);
        }
        server.faults().meta(MetaFault.BLOCKED);
        server.reset(CellDevice.ROOM);
        try (CellDevice phone = device("phone")) {
            phone.write("INSERT INTO note (id, title) VALUES ('b', 'bread')");
            phone.sync();
            assertEquals(State.INCOMPATIBLE, phone.client.status().state());
            assertEquals(Cause.OTHER_HISTORY, phone.client.status().reason().cause());
            assertFalse(phone.states.contains(State.SYNCED), phone.states::toString);
            assertEquals("a\nb", phone.read("SELECT id FROM note ORDER BY id"), "nothing is lost here");
            phone.client
                    .recovery()
                    .rebuild(RebuildPlan.withoutExport().droppingConfirmed())
                    .join();
            synced(phone);
            assertEquals("bread", titleAtTheServer("b"));
            phone.write("INSERT INTO note (id, title) VALUES ('c', 'salt')");
            synced(phone);
            assertEquals("salt", titleAtTheServer("c"));
        }
    }

    @Test
    void aRestoredServerIsNamed() {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            Runnable restore = server.backup();
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            synced(phone);
            restore.run();
            server.channels().cut();
            phone.sync();
            assertEquals(State.INCOMPATIBLE, phone.client.status().state());
            assertEquals(Cause.KNOWS_LESS, phone.client.status().reason().cause());
            assertEquals("milk", phone.read("SELECT title FROM note"));
        }
    }

    @Test
    void aTriggerOfTheServerParksTheOneWriteThatItRefuses() {
        database().refuse("note", row -> "bad".equals(row.get("title")), "constraint failed");
        try (CellDevice phone = device("phone")) {
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.write("INSERT INTO note (id, title) VALUES ('b', 'bad')");
            phone.write("INSERT INTO note (id, title) VALUES ('c', 'salt')");
            phone.sync();
            assertEquals("milk", titleAtTheServer("a"), "not believed of a socket that had failed");
            assertEquals("salt", titleAtTheServer("c"));
            assertEquals("", titleAtTheServer("b"));
            assertEquals(1, phone.client.status().counts().quarantined());
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
            Mutation refused = phone.client.parked().quarantined(10).get(0).mutation();
            database().refuseNothing();
            phone.client.parked().retry(refused.id());
            synced(phone);
            assertEquals("bad", titleAtTheServer("b"));
        }
    }

    @Test
    void whatTwoClientsOfOneFileWriteArrivesOverARestart() {
        try (CellDevice one = device("phone");
                CellDevice other = device("phone")) {
            one.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            other.write("INSERT INTO note (id, title) VALUES ('b', 'bread')");
            one.sync();
            network.down(true);
            other.write("UPDATE note SET title = 'rye' WHERE id = 'b'");
            one.sync();
            network.down(false);
            one.write("UPDATE note SET title = 'oats' WHERE id = 'a'");
            synced(one);
            assertEquals("oats rye", titleAtTheServer("a") + " " + titleAtTheServer("b"));
        }
    }

    @Test
    void writesThatWaitForLongAreTold() {
        Duration soon = Duration.ofMillis(1);
        Thresholds impatient = new Thresholds(
                Thresholds.DEFAULT.grace(),
                Thresholds.DEFAULT.ackStale(),
                soon,
                Thresholds.DEFAULT.rapid(),
                Thresholds.DEFAULT.rapidFailures(),
                Thresholds.DEFAULT.stuckAfter(),
                Thresholds.DEFAULT.clockOff());
        network.down(true);
        try (CellDevice phone = new CellDevice(
                folder.resolve("phone.db"),
                network.url(),
                Live.OFF,
                CellDevice.SCHEMA,
                builder -> builder.thresholds(impatient))) {
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.sync();
            assertTrue(
                    phone.client.status().warnings().contains(Warning.PENDING_STALE),
                    () -> phone.client.status().toString());
        }
    }

    /** The server's own client would take any failure to apply for a row that is refused. */
    @Test
    void aServerWhoseDiskIsFullParksNothing() {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            server.faults().database(DatabaseFault.FULL);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.write("INSERT INTO note (id, title) VALUES ('b', 'bread')");
            for (int i = 0; i < 5; i++) {
                phone.sync();
            }
            assertEquals(2, phone.client.status().pending());
            assertEquals(0, phone.client.status().counts().quarantined());
            server.faults().database(DatabaseFault.NONE);
            synced(phone);
            assertEquals("milk bread", titleAtTheServer("a") + " " + titleAtTheServer("b"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void aServerWhoseDatabaseIsMalformedIsStuckAndNotAnotherOne() throws Exception {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            server.channels().cut();
            server.faults().database(DatabaseFault.MALFORMED);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.client.start();
            phone.await("stuck", () -> phone.client.status().state() == State.STUCK);
            assertEquals(1, phone.client.status().pending());
            assertEquals(0, phone.client.status().counts().quarantined());
            server.faults().database(DatabaseFault.NONE);
            phone.sync();
            phone.await("green", () -> phone.client.status().state() == State.SYNCED);
            assertEquals("milk", titleAtTheServer("a"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void connectionsThatCloseInARowAreStuckUntilOneStays() throws Exception {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            server.channels().cut();
            for (int i = 0; i < 12; i++) {
                server.faults().failHandshake("disk I/O error");
            }
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.client.start();
            phone.await("stuck", () -> phone.client.status().state() == State.STUCK);
            phone.await("green", () -> phone.client.status().state() == State.SYNCED);
            assertEquals("milk", titleAtTheServer("a"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void acknowledgementsThatDoNotComeAreTold() throws Exception {
        Thresholds impatient = new Thresholds(
                Thresholds.DEFAULT.grace(),
                Duration.ofMillis(1),
                Thresholds.DEFAULT.pendingStale(),
                Thresholds.DEFAULT.rapid(),
                Thresholds.DEFAULT.rapidFailures(),
                Thresholds.DEFAULT.stuckAfter(),
                Thresholds.DEFAULT.clockOff());
        try (CellDevice phone = new CellDevice(
                folder.resolve("phone.db"),
                network.url(),
                Live.OFF,
                CellDevice.SCHEMA,
                builder -> builder.thresholds(impatient))) {
            synced(phone);
            server.faults().database(DatabaseFault.FULL);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.client.start();
            phone.await("the warning", () -> phone.client.status().warnings().contains(Warning.ACKS_STALE));
            assertEquals(1, phone.client.status().pending());
            server.faults().database(DatabaseFault.NONE);
            phone.await("green", () -> phone.client.status().state() == State.SYNCED);
            assertFalse(
                    phone.client.status().warnings().contains(Warning.ACKS_STALE),
                    () -> phone.client.status().toString());
        }
    }

    @Test
    void anotherSchemaIsNamedUntilTheServerHasIt() {
        String newer = CellDevice.SCHEMA.replace("colour TEXT", "colour TEXT, size TEXT");
        try (CellDevice phone =
                new CellDevice(folder.resolve("phone.db"), network.url(), Live.OFF, newer, builder -> builder)) {
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.sync();
            assertEquals(State.INCOMPATIBLE, phone.client.status().state());
            assertEquals(Cause.OTHER_SCHEMA, phone.client.status().reason().cause());
            server.migrate("init", newer);
            synced(phone);
            assertEquals("milk", titleAtTheServer("a"));
        }
    }

    @Test
    void aServerThatFailsOnceIsNotIncompatible() {
        try (CellDevice phone = device("phone")) {
            synced(phone);
            server.channels().cut();
            server.faults().failHandshake("disk I/O error");
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            phone.sync();
            assertNotEquals(State.INCOMPATIBLE, phone.client.status().state());
            synced(phone);
            assertEquals("milk", titleAtTheServer("a"));
            assertFalse(phone.states.contains(State.INCOMPATIBLE), phone.states::toString);
        }
    }

    @Test
    void whatIsWrittenInTheMiddleOfAConnectionThatBreaksSurvivesIt() {
        try (CellDevice phone = device("phone");
                CellDevice laptop = device("laptop")) {
            for (int i = 0; i < 5; i++) {
                phone.write("INSERT INTO note (id, title) VALUES ('p" + i + "', 'milk')");
                laptop.write("INSERT INTO note (id, title) VALUES ('l" + i + "', 'bread')");
                network.cutAfter(100 + i * 37L);
                phone.sync();
                laptop.sync();
            }
            network.cutAfter(Long.MAX_VALUE);
            synced(phone);
            synced(laptop);
            synced(phone);
            String all = "SELECT id, title FROM note ORDER BY id";
            assertEquals(phone.read(all), laptop.read(all));
            assertEquals("10", phone.read("SELECT count(*) FROM note"));
            assertEquals(10, database().rows("note").size());
        }
    }

    @Test
    void aGapInTheStreamIsAskedForAgain() throws Exception {
        try (CellDevice phone = listening("phone")) {
            phone.client.start();
            phone.await("first sync", () -> phone.client.status().state() == State.SYNCED);
            server.faults().skipChanges(1);
            serverWrites("a", Map.of("title", "milk"));
            AtomicInteger edits = new AtomicInteger();
            phone.await("both rows", () -> {
                // The frame that is left out may have this edit, too: a gap shows by what comes behind it.
                serverWrites("b", Map.of("title", "bread " + edits.incrementAndGet()));
                return phone.read("SELECT id FROM note ORDER BY id").equals("a\nb");
            });
        }
    }

    @Test
    void deletedRowsStayDeletedAndMayBeMadeAnew() {
        try (CellDevice phone = device("phone");
                CellDevice laptop = device("laptop")) {
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk'), ('b', 'bread')");
            synced(phone);
            synced(laptop);
            phone.write("DELETE FROM note");
            laptop.write("UPDATE note SET title = 'late' WHERE id = 'a'");
            synced(phone);
            synced(laptop);
            assertEquals("", laptop.read("SELECT id FROM note"), "an edit that did not know of it is lost");
            laptop.write("INSERT INTO note (id, title) VALUES ('b', 'rye')");
            synced(laptop);
            synced(phone);
            assertEquals("b|rye", phone.read("SELECT id, title FROM note"));
            assertEquals("rye", titleAtTheServer("b"));
        }
    }

    @Test
    void twoDevicesHearOfEachOther() throws Exception {
        try (CellDevice phone = listening("phone");
                CellDevice laptop = listening("laptop")) {
            phone.client.start();
            laptop.client.start();
            phone.await("first sync", () -> phone.client.status().state() == State.SYNCED);
            laptop.await("first sync", () -> laptop.client.status().state() == State.SYNCED);
            phone.write("INSERT INTO note (id, title) VALUES ('a', 'milk')");
            laptop.await("the row", () -> laptop.read("SELECT title FROM note").equals("milk"));
            laptop.write("UPDATE note SET title = 'oats', n = 3");
            phone.await(
                    "the edit", () -> phone.read("SELECT title, n FROM note").equals("oats|3"));
        }
    }

    @Test
    void ofTwoEditsOfOneCellOneStaysEverywhereAndTheOtherIsTold() {
        try (CellDevice phone = device("phone");
                CellDevice laptop = device("laptop")) {
            phone.write("INSERT INTO note (id, title, colour) VALUES ('a', 'milk', 'red')");
            synced(phone);
            synced(laptop);
            phone.write("UPDATE note SET title = 'oats' WHERE id = 'a'");
            laptop.write("UPDATE note SET title = 'bread', colour = 'green' WHERE id = 'a'");
            synced(phone);
            synced(laptop);
            synced(phone);
            for (CellDevice device : List.of(phone, laptop)) {
                assertEquals("oats|green", device.read("SELECT title, colour FROM note"));
            }
            assertEquals("oats", titleAtTheServer("a"));
            assertTrue(
                    laptop.events.stream()
                            .anyMatch(event -> event instanceof SyncEvent.Outdone outdone
                                    && outdone.cells().get(0).field().equals("title")),
                    "the edit that lost is told");
        }
    }
}
