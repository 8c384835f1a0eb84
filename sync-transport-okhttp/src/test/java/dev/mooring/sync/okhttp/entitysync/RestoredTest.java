package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.HistoryChange;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.recovery.ExportFile;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.ImportReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's database is restored from an older copy: what it had acknowledged since is lost there, and nowhere else. */
class RestoredTest {
    @TempDir
    Path folder;

    private static final String USER = "x";
    private static final String TOKEN = Jwt.of(USER, 1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final EntitySyncServer server = EntitySyncServer.builder()
            .user(USER, TOKEN)
            .clock(((InstantSource) time::now).withZone(ZoneOffset.UTC))
            .build();

    private Journal journal(String device, ConflictPolicy policy) {
        Journal journal = new Journal(device, () -> server, time, policy, dialect -> dialect);
        journal.credential = "Bearer " + TOKEN;
        return journal;
    }

    private static ConflictPolicy policy(boolean lastWriteWins) {
        return lastWriteWins ? ConflictPolicy.lastWriteWins() : ConflictPolicy.serverWins();
    }

    private static SyncReport.Synced synced(Journal journal) {
        SyncReport.Synced report = assertInstanceOf(SyncReport.Synced.class, journal.sync());
        assertEquals(0, journal.client.status().pending());
        return report;
    }

    private static String entry(String notes, String at) {
        return "\"notes\":\"" + notes + "\",\"updatedAt\":\"2026-03-01T10:00:" + at + ".000Z\"";
    }

    /** Six edits and two entries are acknowledged after the copy was made. */
    private Journal beyondTheCopy(ConflictPolicy policy, Runnable[] copy) {
        Journal phone = journal("dev_phone", policy);
        for (int i = 0; i < 6; i++) {
            phone.entry("e" + i, entry("old", "01"));
        }
        synced(phone);
        copy[0] = server.backup();
        for (int i = 0; i < 6; i++) {
            phone.entry("e" + i, entry("new", "02"));
        }
        phone.entry("c1", entry("created", "02"));
        phone.entry("c2", entry("created", "02"));
        synced(phone);
        return phone;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsNamedAndNothingOfItIsTakenOver(boolean lastWriteWins) {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(policy(lastWriteWins), copy);
        var rows = phone.rows();
        copy[0].run();
        phone.entry("later", entry("pending", "03"));

        for (int i = 0; i < 3; i++) {
            SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
            assertEquals(Mismatch.KNOWS_LESS, report.mismatch());
            assertEquals(HistoryChange.Cause.DOUBTED, report.history().cause());
        }
        assertEquals(1, phone.client.status().pending());
        assertEquals(0, phone.client.status().counts().superseded());
        rows.forEach((key, row) -> assertEquals(row, phone.row(key)));
        assertEquals(6, server.entities(USER).size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRebuildPutsTheLostOnesBack(boolean lastWriteWins) {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(policy(lastWriteWins), copy);
        var rows = phone.rows();
        copy[0].run();
        assertInstanceOf(SyncReport.Incompatible.class, phone.sync());

        var rebuilt =
                phone.client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        RebuildReport report = rebuilt.join();

        assertTrue(report.complete(), report.toString());
        assertEquals(8, report.resent());
        synced(phone);
        assertEquals(rows.keySet(), phone.rows().keySet());
        assertEquals(8, server.entities(USER).size());
        server.entities(USER).forEach(each -> assertTrue(!each.data().contains("\"old\""), each.toString()));
        Journal tablet = journal("dev_tablet", policy(lastWriteWins));
        synced(tablet);
        assertEquals(8, tablet.rows().size());
    }

    @Test
    void aRebuildThatTakesTheServersWordIsBelievedFromThenOn() {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(ConflictPolicy.serverWins(), copy);
        copy[0].run();
        assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertThrows(IllegalStateException.class, () -> phone.client.recovery().rebuild(RebuildPlan.withoutExport()));
        assertTrue(phone.client.recovery().preview(RebuildPlan.withoutExport()).doubted());
        RebuildPlan plan = RebuildPlan.exportingTo(folder.resolve("confirmed.jsonl"));
        assertEquals(8, phone.client.recovery().preview(plan).confirmedExported());
        var rebuilt = phone.client.recovery().rebuild(plan);
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertTrue(rebuilt.join().complete());
        assertEquals(0, rebuilt.join().exported());
        assertEquals(8, confirmed(plan.export()).size());
        assertTrue(confirmed(plan.export()).stream().anyMatch(each -> each.key().equals("c1")));
        synced(phone);
        assertEquals(6, phone.rows().size());
        assertNull(phone.row("entries/c1"));
        int sent = phone.sent.size();
        assertEquals(new ImportReport(0, 0, 0, 0), phone.client.recovery().importFrom(plan.export()));
        synced(phone);
        assertEquals(sent, phone.sent.size(), "what was confirmed is not sent by an import");
    }

    private static List<Mutation> confirmed(Path file) {
        List<Mutation> confirmed = new ArrayList<>();
        try (ExportFile.Lines in = ExportFile.read(file)) {
            for (Exported each = in.next(); each != null; each = in.next()) {
                assertEquals(MutationState.ACKED, each.state());
                confirmed.add(each.mutation());
            }
        }
        return confirmed;
    }

    private SyncReport.Incompatible doubted(Journal journal) {
        var rows = journal.rows();
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, journal.sync());
        assertEquals(Mismatch.KNOWS_LESS, report.mismatch());
        assertEquals(HistoryChange.Cause.DOUBTED, report.history().cause());
        rows.forEach((key, row) -> assertEquals(row, journal.row(key), key));
        return report;
    }

    private void minutes(int minutes) {
        time.sleep(Duration.ofMinutes(minutes), () -> false);
    }

    private int rebuilt(Journal journal) {
        var rebuilt =
                journal.client.recovery().rebuild(RebuildPlan.withoutExport().resendingConfirmed());
        time.sleep(Duration.ofMinutes(1), rebuilt::isDone);
        assertTrue(rebuilt.join().complete(), rebuilt.join().toString());
        synced(journal);
        return (int) rebuilt.join().resent();
    }

    /** The copy is of a state that another device has made and this one has never seen: its last write is too old. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyWhoseTokenThisDeviceNeverSawIsNamedByItsLastWrite(boolean lastWriteWins) {
        Journal phone = journal("dev_phone", policy(lastWriteWins));
        Journal tablet = journal("dev_tablet", policy(lastWriteWins));
        for (int i = 0; i < 6; i++) {
            phone.entry("e" + i, entry("old", "01"));
        }
        synced(phone);
        synced(tablet);
        minutes(5);
        tablet.entry("t1", entry("tablet", "01"));
        synced(tablet);
        Runnable copy = server.backup();
        minutes(5);
        tablet.entry("t2", entry("tablet", "01"));
        synced(tablet);
        minutes(5);
        synced(phone);
        assertEquals(8, phone.rows().size());

        copy.run();
        minutes(5);
        doubted(phone);
        doubted(phone);

        assertEquals(1, rebuilt(phone));
        assertEquals(8, server.entities(USER).size());
    }

    /** A device that was set up anew has written to the restored server before: it does not know the last push of this one. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyThatAnotherDeviceWroteToFirstIsNamedByWhatItDoesNotKnow(boolean lastWriteWins) {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(policy(lastWriteWins), copy);
        minutes(5);
        copy[0].run();
        Journal tablet = journal("dev_tablet", policy(lastWriteWins));
        tablet.entry("t", entry("tablet", "01"));
        synced(tablet);
        minutes(5);

        doubted(phone);
        int sent = phone.sent.size();
        doubted(phone);
        assertEquals(sent, phone.sent.size(), "it is known for good, and asked no more");
        assertEquals(8 + 1, phone.rows().size(), "what is new is here");

        assertEquals(8, rebuilt(phone));
        synced(tablet);
        assertEquals(phone.rows().keySet(), tablet.rows().keySet());
        assertEquals(9, server.entities(USER).size());
        server.entities(USER).forEach(each -> assertTrue(!each.data().contains("\"old\""), each.toString()));
    }

    @Test
    void ofCreatedRowsAloneItIsNamedAsWell() {
        Journal phone = journal("dev_phone", ConflictPolicy.serverWins());
        phone.entry("e", entry("old", "01"));
        synced(phone);
        Runnable copy = server.backup();
        phone.entry("c", entry("created", "02"));
        synced(phone);
        copy.run();
        Journal tablet = journal("dev_tablet", ConflictPolicy.serverWins());
        tablet.entry("t", entry("tablet", "01"));
        synced(tablet);
        doubted(phone);
        assertEquals(1, rebuilt(phone));
    }

    /** Whatever is written there meanwhile, and by a process that was not there when it was found out. */
    @Test
    void itIsKnownAfterARestart() {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(ConflictPolicy.serverWins(), copy);
        copy[0].run();
        doubted(phone);
        Journal tablet = journal("dev_tablet", ConflictPolicy.serverWins());
        tablet.entry("t", entry("tablet", "01"));
        synced(tablet);
        phone.client.close();
        time.sleep(Duration.ofDays(3), () -> false);

        Journal later = new Journal(
                "dev_phone",
                () -> server,
                time,
                ConflictPolicy.serverWins(),
                dialect -> dialect,
                phone.storage.reopen());
        later.credential = "Bearer " + TOKEN;
        assertInstanceOf(SyncReport.Incompatible.class, later.sync());
        doubted(later);
        assertEquals(8, rebuilt(later));
        assertEquals(9, server.entities(USER).size());
    }

    @Test
    void aServerThatIsTheOneOfBeforeAgainIsTrustedAgain() {
        Runnable[] copy = {null};
        Journal phone = beyondTheCopy(ConflictPolicy.serverWins(), copy);
        Runnable newest = server.backup();
        copy[0].run();
        doubted(phone);
        Journal tablet = journal("dev_tablet", ConflictPolicy.serverWins());
        tablet.entry("t", entry("tablet", "01"));
        synced(tablet);
        doubted(phone);
        newest.run();
        phone.entry("more", entry("more", "03"));
        synced(phone);
        assertEquals(9, server.entities(USER).size());
        copy[0].run();
        doubted(phone);
    }

    /** The last push is known, so nothing was restored: what is missing was deleted, and what is older came late. */
    @Test
    void deletionsAndLateWritesOfOthersAreNoCopy() {
        Journal phone = journal("dev_phone", ConflictPolicy.serverWins());
        Journal tablet = journal("dev_tablet", ConflictPolicy.serverWins());
        for (int i = 0; i < 3; i++) {
            phone.entry("e" + i, entry("old", "02"));
        }
        synced(phone);
        synced(tablet);
        minutes(5);
        tablet.delete("entries", "e0");
        tablet.entry("t", entry("tablet", "02"));
        synced(tablet);
        server.put(USER, EntityType.LOGBOOK_ENTRY, "e1", "{\"id\":\"e1\"," + entry("late", "01") + "}");
        var stored = server.entities(USER);

        synced(phone);

        assertEquals(stored, server.entities(USER), "to ask changes nothing");
        assertEquals(3, phone.rows().size());
        assertTrue(phone.row("entries/e1").contains("late"));
    }

    /** As another device may do that has not seen it. It is no restored server, and it is said all the same. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOlderWriteOfAnotherDeviceInTheSteadOfOursIsSaidAndDecidedByThePolicy(boolean lastWriteWins) {
        Journal phone = journal("dev_phone", policy(lastWriteWins));
        phone.entry("e", entry("ours", "02"));
        synced(phone);
        server.put(USER, EntityType.LOGBOOK_ENTRY, "e", "{\"id\":\"e\"," + entry("late", "01") + "}");

        SyncReport.Synced report = synced(phone);

        assertEquals(HistoryChange.Cause.AGED, report.history().cause());
        assertTrue(phone.events.stream()
                .anyMatch(event -> event instanceof SyncEvent.Aged aged
                        && aged.count() == 1
                        && aged.lost().get(0).payload().contains("ours")));
        assertTrue(phone.row("entries/e").contains(lastWriteWins ? "ours" : "late"));
        assertNull(synced(phone).history());
    }

    // ---- writes over the socket, which the server numbers

    private LiveClient socket() {
        List<LiveClient> opened = new ArrayList<>();
        server.connect(
                new Request(
                        "GET",
                        "/sync/ws?userId=" + USER + "&token=" + TOKEN,
                        Map.of("Upgrade", "websocket"),
                        new byte[0]),
                new LiveClient.Listener() {
                    @Override
                    public void opened(LiveClient client) {
                        opened.add(client);
                    }

                    @Override
                    public void text(String name, @Nullable String id, String data) {}
                });
        return opened.get(0);
    }

    private void says(LiveClient socket, String id) {
        socket.send("{\"type\":\"ENTRY_UPDATED\",\"timestamp\":\"" + time.now() + "\",\"entry\":{\"id\":\"" + id
                + "\",\"timestamp\":\"" + time.now()
                + "\",\"duration\":60,\"type\":\"practice\",\"instrument\":\"piano\",\"updatedAt\":\"" + time.now()
                + "\"}}");
    }

    /** The number of the state falls, and a row is gone, as somebody has deleted it. Nothing was restored. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoWritesThatTheServerStoresInReverseAreNoCopy(boolean writes) {
        LiveClient tablet = socket();
        says(tablet, "e");
        Journal phone = journal("dev_phone", ConflictPolicy.serverWins());
        if (writes) {
            phone.entry("mine", entry("mine", "01"));
        }
        synced(phone);
        minutes(5);
        server.sockets().lateSequence(1);
        says(tablet, "first");
        says(tablet, "second");
        synced(phone);
        server.delete(USER, EntityType.LOGBOOK_ENTRY, "e");
        time.sleep(Duration.ofSeconds(10), () -> false);
        server.sockets().landLate();
        minutes(5);

        synced(phone);
        assertNull(phone.row("entries/e"));
        assertTrue(phone.rows().containsKey("entries/first"));
        assertTrue(phone.rows().containsKey("entries/second"));
    }

    /** Others have written to it since, or not; this device has pushed nothing that it could ask for. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCopyIsNamedByItsLowerNumber(boolean written) {
        LiveClient tablet = socket();
        says(tablet, "a");
        Journal phone = journal("dev_phone", ConflictPolicy.serverWins());
        minutes(5);
        says(tablet, "b");
        Runnable copy = server.backup();
        minutes(5);
        says(tablet, "c");
        says(tablet, "d");
        says(tablet, "e");
        synced(phone);
        minutes(5);
        copy.run();
        if (written) {
            says(socket(), "f");
        }
        minutes(1);

        doubted(phone);
        assertTrue(phone.rows().containsKey("entries/e"));
    }
}
