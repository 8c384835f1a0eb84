package dev.mooring.sync.testing.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangesetServerTest {
    static final String SCHEMA = "CREATE TABLE IF NOT EXISTS item (\n"
            + "  id INTEGER PRIMARY KEY NOT NULL, -- a comment, with a comma\n"
            + "  title TEXT NOT NULL DEFAULT 'it''s, new', done INTEGER DEFAULT 0, price DECIMAL(10, 2), UNIQUE"
            + " (title));\n"
            + "CREATE TABLE pair (a TEXT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b));\n";
    private static final Bytes ONE = PackedKey.write(List.of(1L));

    private final List<Runnable> looks = new ArrayList<>();
    private final ChangesetServer server = build(Flavour.FORK);

    private ChangesetServer build(Flavour flavour) {
        return ChangesetServer.builder()
                .schema("init", SCHEMA)
                .flavour(flavour)
                .later(looks::add)
                .build();
    }

    private void look() {
        List<Runnable> now = new ArrayList<>(looks);
        looks.clear();
        now.forEach(Runnable::run);
    }

    private ServerDatabase database() {
        return server.database(Phone.ROOM);
    }

    static Cell cell(String column, @Nullable Object value, long colVersion, long dbVersion, long causal) {
        return new Cell("item", ONE, column, value, colVersion, dbVersion, causal, 0);
    }

    private @Nullable Object title() {
        return database().find("item", List.of(1L)).map(row -> row.get("title")).orElse(null);
    }

    // ---- the merge

    @Test
    void theSchemaHasItsKeysAndDefaults() {
        database().write(write -> write.put("item", List.of(1L), Map.of("price", 2.0)));
        Map<String, @Nullable Object> row = database().find("item", List.of(1L)).orElseThrow();
        assertEquals(List.of("title", "done", "price"), List.copyOf(row.keySet()));
        assertEquals("it's, new", row.get("title"));
        assertEquals(2L, row.get("price"));
        database().write(write -> write.put("pair", List.of("x", 7L), Map.of()));
        assertEquals(
                "01=null@2",
                database().cells().stream()
                        .filter(one -> one.table().equals("pair"))
                        .map(one -> "0" + one.causal() + "=" + one.value() + "@" + one.dbVersion())
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void aCellOfALowerCausalLengthLoses() {
        Phone a = Phone.announced(server, Phone.A);
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1), cell(Cell.ROW, null, 2, 2, 2));
        assertEquals(Optional.empty(), database().find("item", List.of(1L)));
        a.push(Phone.A, 2, cell("title", "late", 9, 3, 1));
        assertEquals(Optional.empty(), database().find("item", List.of(1L)));
        a.push(Phone.A, 3, cell("title", "again", 1, 4, 3));
        assertEquals("again", title());
        assertEquals(0L, database().find("item", List.of(1L)).orElseThrow().get("done"));
        assertEquals(List.of("ok apply_ack 2", "ok apply_ack 3", "ok apply_ack 4"), a.told());
        assertEquals(
                List.of("-1 3 3", "title 1 3"),
                database().cells().stream()
                        .map(one -> one.column() + " " + one.colVersion() + " " + one.causal())
                        .toList());
    }

    @Test
    void theGreaterValueWinsByTypeAndThenByBytes() {
        Phone a = Phone.announced(server, Phone.A);
        Object[] ordered = {null, new byte[] {1}, "A", "B", "b", "é", "\uD83D\uDE00", 0.5, 7.25, 3L, 4L};
        for (int i = 0; i < ordered.length; i++) {
            a.push(Phone.A, 0, new Cell("item", ONE, "price", ordered[i], 1, 1, 1, 0));
            Object now = database().find("item", List.of(1L)).orElseThrow().get("price");
            assertEquals(0, Values.compare(ordered[i], now));
            if (i > 0) {
                a.push(Phone.A, 0, new Cell("item", ONE, "price", ordered[i - 1], 1, 1, 1, 0));
                assertEquals(
                        0,
                        Values.compare(
                                now,
                                database()
                                        .find("item", List.of(1L))
                                        .orElseThrow()
                                        .get("price")));
            }
        }
        a.push(Phone.A, 0, new Cell("item", ONE, "price", 9.0, 1, 1, 1, 0));
        assertEquals(4L, database().find("item", List.of(1L)).orElseThrow().get("price"), "a float of the wire");
    }

    @Test
    void aVersionIsAboveTheServersAndNotBelowTheSenders() {
        Phone a = Phone.announced(server, Phone.A);
        a.push(Phone.A, 0, cell("title", "a", 1, 5, 1), cell("done", 1L, 1, 6, 1));
        assertEquals(6, database().version());
        Phone b = Phone.announced(server, Phone.B);
        b.push(Phone.B, 0, cell("title", "b", 2, 1, 1), cell("done", 2L, 2, 2, 1));
        assertEquals(7, database().version());
        assertEquals(Map.of(Phone.A, 6L, Phone.B, 2L), database().tracked());
        look();
        assertEquals(List.of("ok apply_ack 6", "since 0 title=b@7 done=2@7"), a.told());
    }

    // ---- conversation

    @Test
    void othersAreToldWhenTheServerLooks() {
        Phone a = Phone.announced(server, Phone.A);
        Phone b = Phone.announced(server, Phone.B);
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1));
        a.push(Phone.A, 1, cell("title", "b", 2, 2, 1));
        assertEquals(List.of(), b.told());
        look();
        assertEquals(List.of("since 0 title=b@2"), b.told());
        database().write(write -> write.delete("item", List.of(1L)));
        look();
        assertEquals(List.of("since 2 -1=null@3"), b.told());
        assertEquals(List.of("ok apply_ack 1", "ok apply_ack 2", "since 0 -1=null@3"), a.told());
    }

    @ParameterizedTest
    @EnumSource
    void aGapIsRefusedAndByOldServersAppliedAllTheSame(Flavour flavour) {
        ChangesetServer gapped = build(flavour);
        Phone a = Phone.announced(gapped, Phone.A);
        a.push(Phone.A, 4, cell("title", "a", 1, 5, 1));
        List<String> told = a.told();
        assertTrue(told.get(0).startsWith("Reject"), told.get(0));
        assertEquals(flavour == Flavour.OLD_FORK ? List.of("ok apply_ack 5") : List.of(), told.subList(1, told.size()));
        assertEquals(
                flavour == Flavour.FORK ? 0 : 1,
                gapped.database(Phone.ROOM).rows("item").size());
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheForkSendsAgainWhatAClientRefuses(Flavour flavour) {
        ChangesetServer gapped = build(flavour);
        Phone b = Phone.announced(gapped, Phone.B);
        gapped.faults().skipChanges(1);
        gapped.database(Phone.ROOM).write(write -> write.put("pair", List.of("x", 1L), Map.of()));
        look();
        assertEquals(List.of(), b.told());
        gapped.database(Phone.ROOM).write(write -> write.put("pair", List.of("y", 1L), Map.of()));
        look();
        assertEquals(List.of("since 1 -1=null@2"), b.told());
        b.say(new Message.Reject(gapped.database(Phone.ROOM).site(), 0, 0));
        assertEquals(flavour == Flavour.FORK ? List.of("since 0 -1=null@1 -1=null@2") : List.of(), b.told());
    }

    @Test
    void thePublishedServerSaysNothingOfHowItStands() {
        ChangesetServer npm = build(Flavour.NPM);
        Phone a = new Phone(npm, Phone.ROOM);
        a.announce(Phone.A, List.of());
        a.say(new Message.Ping());
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1));
        a.push(Phone.A, 1, cell("no_such_column", "a", 1, 2, 1));
        assertEquals(1, a.told().size(), "the start alone");
        assertEquals(Map.of(Phone.A, 1L), npm.database(Phone.ROOM).tracked());
        Phone other = new Phone(npm, Phone.ROOM);
        other.say(new Message.Announce(Phone.B, List.of(), "init", 1));
        assertEquals(List.of(), other.told());
    }

    // ---- what goes wrong

    @Test
    void aSocketWhoseChangesFailedAcknowledgesWhatItDoesNotWrite() {
        Phone a = Phone.announced(server, Phone.A);
        database().refuse("item", row -> "bad".equals(row.get("title")), "no bad ones");
        a.push(Phone.A, 0, cell("done", 1L, 1, 1, 1), cell("title", "bad", 1, 2, 1));
        a.push(Phone.A, 0, cell("title", "good", 1, 3, 1));
        a.say(new Message.Changes(Phone.A, 0, 0, List.of()));
        assertEquals(List.of("not ok apply_ack null apply_failed", "ok apply_ack 3", "ok apply_ack 0"), a.told());
        assertEquals(Map.of(), database().rows("item"));
        assertEquals(0, database().version());
        database().write(write -> write.put("pair", List.of("x", 1L), Map.of()));
        look();
        assertEquals(List.of(), a.told(), "nothing is told any more");
        Phone.announced(server, Phone.A).push(Phone.A, 0, cell("title", "good", 1, 3, 1));
        assertEquals("good", title());
    }

    @Test
    void aDatabaseThatIsResetKeepsItsSocketsToItself() {
        Phone a = Phone.announced(server, Phone.A);
        Bytes old = database().site();
        server.reset(Phone.ROOM);
        assertNotEquals(old, database().site());
        a.push(Phone.A, 0, cell("title", "lost", 1, 1, 1));
        assertEquals(List.of("ok apply_ack 1"), a.told());
        assertEquals(Map.of(), database().rows("item"));
        assertEquals(List.of(), looks);
        Phone back = new Phone(server, Phone.ROOM);
        back.announce(Phone.A, List.of(new Message.Seen(old, 0, 0)));
        assertEquals(List.of("not ok handshake 0 peer_mismatch", "closed 1011 sync_incompatible"), back.told());
    }

    @Test
    void aBackupHasWhatItHadThen() {
        Phone a = Phone.announced(server, Phone.A);
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1));
        List<Cell> before = database().cells();
        Runnable restore = server.backup();
        a.push(Phone.A, 1, cell("title", "b", 2, 2, 1));
        restore.run();
        assertEquals(before, database().cells());
        assertEquals(Map.of(Phone.A, 1L), database().tracked());
        a.push(Phone.A, 2, cell("title", "c", 3, 3, 1));
        assertEquals("a", title(), "the socket writes to what was replaced");
    }

    @Test
    void anotherSchemaKeepsWhatFitsAndRefusesWhoHasTheOldOne() {
        Phone a = Phone.announced(server, Phone.A);
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1), cell("done", 1L, 1, 1, 1));
        long old = database().schema().version();
        server.migrate("init", "CREATE TABLE item (id INTEGER PRIMARY KEY, title TEXT, colour TEXT DEFAULT 'red')");
        assertEquals(List.of("ok apply_ack 1", "closed 1006"), a.told());
        assertEquals(
                Map.of("title", "a", "colour", "red"),
                database().find("item", List.of(1L)).orElseThrow());
        assertEquals(1, database().cells().size());
        Phone back = new Phone(server, Phone.ROOM);
        back.say(new Message.Announce(Phone.A, List.of(), "init", old));
        assertEquals(List.of("not ok handshake 1 schema_mismatch", "closed 1011 sync_incompatible"), back.told());
    }

    @Test
    void framesAreLostRepeatedAndCut() {
        Phone a = Phone.announced(server, Phone.A);
        server.faults().loseAcks(1);
        a.push(Phone.A, 0, cell("title", "a", 1, 1, 1));
        assertEquals(List.of(), a.told());
        a.client().close();
        Phone b = Phone.announced(server, Phone.B);
        server.faults().repeatChanges(1);
        database().write(write -> write.put("pair", List.of("x", 1L), Map.of()));
        look();
        assertEquals(List.of("since 1 -1=null@2", "since 1 -1=null@2"), b.told());
        server.faults().cutChanges(1);
        database().write(write -> write.put("pair", List.of("y", 1L), Map.of()));
        look();
        assertEquals(List.of("garbage"), b.told());
        server.deafen();
        database().write(write -> write.put("pair", List.of("z", 1L), Map.of()));
        look();
        b.say(new Message.Changes(Phone.B, 0, 0, List.of()));
        assertEquals(List.of("ok apply_ack 0"), b.told());
    }

    @Test
    void aClientIsTakenIfItKnowsNobodyOrThisServer() {
        database().write(write -> write.put("pair", List.of("x", 1L), Map.of()));
        Bytes own = database().site();
        Bytes other = Bytes.ofHex("ff".repeat(16));
        Map<String, List<Message.Seen>> known = Map.of(
                "ok", List.of(),
                "ok ", List.of(new Message.Seen(own, 1, 0)),
                "ok  ", List.of(new Message.Seen(other, 5, 0), new Message.Seen(own, 0, 0)),
                "not ok", List.of(new Message.Seen(other, 5, 0)));
        known.forEach((expected, seen) -> {
            Phone phone = new Phone(server, Phone.ROOM);
            phone.announce(Phone.A, seen);
            assertTrue(phone.told().get(0).startsWith(expected.trim() + " handshake"), () -> expected + seen);
        });
        Phone.announced(server, Phone.B).push(Phone.B, 0, cell("title", "b", 1, 1, 1));
        Phone stale = new Phone(server, Phone.ROOM);
        stale.announce(Phone.B, List.of(new Message.Seen(other, 5, 0)));
        assertEquals(
                List.of("not ok handshake 1 peer_mismatch", "closed 1011 sync_incompatible"),
                stale.told(),
                "though the server knows it");
    }

    @Test
    void handshakesFail() {
        server.faults().failHandshake("disk I/O error");
        Phone a = new Phone(server, Phone.ROOM);
        a.announce(Phone.A, List.of());
        assertEquals(List.of("not ok handshake null server_error", "closed 1011 sync_incompatible"), a.told());
        server.faults().failSetup("disk I/O error");
        Phone b = new Phone(server, Phone.ROOM);
        b.announce(Phone.B, List.of());
        assertEquals(
                List.of("ok handshake 0", "not ok handshake null server_error", "closed 1011 sync_setup_failed"),
                b.told());
    }

    @Test
    void theProcessDiesOfWhatItDoesNotExpect() {
        Request h2c = new Request(
                "GET",
                "/r1.sqlite3/meta",
                Map.of("Upgrade", "h2c", "Connection", "Upgrade, HTTP2-Settings"),
                new byte[0]);
        List<Runnable> deadly = List.of(
                () -> server.handle(h2c),
                () -> new Phone(server, "/sync", ""),
                () -> Phone.announced(server, Phone.A).client().send("hello"),
                () -> Phone.announced(server, Phone.A).say(new byte[] {99}),
                () -> Phone.announced(server, Phone.A).say(new byte[] {2, 1, 2, 3}),
                () -> Phone.announced(server, Phone.A).say(new byte[0]));
        for (int i = 0; i < deadly.size(); i++) {
            Phone bystander = Phone.announced(server, Phone.B);
            deadly.get(i).run();
            assertEquals(i + 1, server.deaths());
            assertEquals(List.of("closed 1006"), bystander.told());
            assertEquals(Reply.NONE, server.handle(Request.of("GET", "/", "", "")));
            assertEquals(List.of("refused 0"), new Phone(server, Phone.ROOM).told());
            server.restart();
        }
        assertEquals("Ok", server.handle(Request.of("GET", "/", "", "")).text());
    }

    @Test
    void anUpgradeElsewhereIsLetInAndNeverAnswered() {
        Phone lost = new Phone(server, "/elsewhere", Phone.token("room=" + Phone.ROOM));
        lost.announce(Phone.A, List.of());
        assertEquals(List.of(), lost.told());
        assertEquals(1, server.channels().open());
    }

    // ---- over HTTP

    @Test
    void theHealthCheckSeesAMalformedDatabaseAndNoFullDisk() {
        Request health = Request.of("GET", "/" + Phone.ROOM + "/health", "", "");
        server.faults().database(DatabaseFault.FULL);
        assertEquals(200, server.handle(health).status());
        server.faults().database(DatabaseFault.MALFORMED);
        Reply reply = server.handle(health);
        assertEquals(503, reply.status());
        assertTrue(reply.text().contains("\"ok\":false"), reply.text());
        assertTrue(
                reply.text()
                        .contains("{\"name\":\"sqlite_integrity\",\"passed\":false,"
                                + "\"message\":\"database disk image is malformed\""),
                reply.text());
        server.faults().database(DatabaseFault.NONE);
        assertEquals(200, server.handle(health).status());
    }

    @Test
    void metaHasItsFaults() {
        String site = database().site().toString();
        assertEquals(site, database().site().toString());
        Map<MetaFault, String> expected = Map.of(
                MetaFault.NONE, "200 {\"siteId\":\"" + site + "\"",
                MetaFault.BLOCKED, "0 ",
                MetaFault.NOT_FOUND, "404 <!DOCTYPE html>",
                MetaFault.FAILS, "500 {\"message\":\"Failed to read metadata for DB " + Phone.ROOM,
                MetaFault.SNAKE_CASE,
                        "200 {\"site_id\":\"" + site + "\",\"schema_name\":\"init\",\"schema_version\":\"",
                MetaFault.WRAPPED, "200 {\"siteId\":\"X'" + site.toUpperCase(java.util.Locale.ROOT) + "'\"",
                MetaFault.NO_SITE, "200 {\"schemaName\":\"init\"");
        expected.forEach((fault, start) -> {
            server.faults().meta(fault);
            Reply reply = server.handle(Request.of("GET", "/" + Phone.ROOM + "/meta", "", ""));
            assertTrue((reply.status() + " " + reply.text()).startsWith(start), fault + ": " + reply.text());
        });
    }

    @Test
    void execWritesAndReads() {
        assertEquals("{\"rows\":null}", exec("INSERT INTO item (id, title) VALUES (?, ?)", "[1,\"a\"]"));
        assertEquals("{\"rows\":null}", exec("UPDATE item SET title = ?, done = ? WHERE id = ?", "[\"b\",1,1]"));
        assertEquals("{\"rows\":[{\"id\":1,\"title\":\"b\"}]}", exec("SELECT id, title FROM item", "[]"));
        assertEquals("{\"rows\":null}", exec("DELETE FROM item WHERE id = ?", "[1]"));
        assertEquals("{\"rows\":[{\"n\":0}]}", exec("SELECT count(*) AS n FROM item", "[]"));
        assertTrue(exec("DROP TABLE item", "[]").startsWith("{\"isSQLiteError\":true"));
        assertFalse(looks.isEmpty());
        assertEquals("{\"ok\":true}", post("reset", "").text());
        assertEquals(
                404,
                server.handle(Request.of("GET", "/" + Phone.ROOM + "/file", "", ""))
                        .status());
    }

    private String exec(String sql, String bind) {
        return post("exec", "{\"sql\":\"" + sql + "\",\"bind\":" + bind + "}").text();
    }

    private Reply post(String what, String body) {
        return server.handle(Request.of("POST", "/" + Phone.ROOM + "/" + what, "", body));
    }
}
