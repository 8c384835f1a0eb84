package dev.mooring.systemtests.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.conformance.Finding;
import dev.mooring.sync.testing.conformance.OwnConformance;
import dev.mooring.sync.testing.conformance.OwnServer;
import dev.mooring.sync.testing.conformance.Report;
import dev.mooring.sync.testing.conformance.Verdict;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the kit for servers of any shape finds of the library's own dialects, over the stand-ins. */
class DialectsConformanceTest {
    private static void assertBroken(OwnServer server, List<String> expected) throws Exception {
        Report report = OwnConformance.of(server).run();
        assertEquals(expected, ids(report, Verdict.BROKEN), report::text);
        assertEquals(List.of(), ids(report, Verdict.UNCLEAR), report::text);
    }

    private static List<String> ids(Report report, Verdict verdict) {
        return report.findings().stream()
                .filter(each -> each.verdict() == verdict)
                .map(Finding::promise)
                .map(each -> each.id())
                .toList();
    }

    @Test
    void aStrictEventLogServer() throws Exception {
        try (EventLogServer server = EventLogServer.builder()
                .flavour(Flavour.STRICT)
                .live(true)
                .build()
                .start()) {
            assertBroken(
                    (user, device) -> OkHttpTransport.builder(
                                    server.url(),
                                    EventLogDialect.builder(user)
                                            .device(device)
                                            .live()
                                            .promises(user + device)
                                            .build())
                            .build(),
                    List.of());
        }
    }

    @Test
    void anEventLogServerThatPromisesNothing() throws Exception {
        try (EventLogServer server = EventLogServer.builder().build().start()) {
            assertBroken(
                    (user, device) -> OkHttpTransport.builder(
                                    server.url(),
                                    EventLogDialect.builder(user).device(device).build())
                            .build(),
                    List.of());
        }
    }

    @Test
    void anOpLogServer() throws Exception {
        try (OpLogServer server = OpLogServer.builder().sessions(true).build().start()) {
            assertBroken(
                    (user, device) -> {
                        server.logIn("session=" + user, user);
                        return OkHttpTransport.builder(
                                        server.url(),
                                        OpLogDialect.builder(user + device).build())
                                .credentials(Credentials.cookie("session=" + user))
                                .build();
                    },
                    List.of());
        }
    }

    private static String uuid(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    @Test
    void aRowSyncServer() throws Exception {
        try (RowSyncServer server = RowSyncServer.builder().build().start()) {
            assertBroken(new Tunes(server), List.of("replay-later")); // What arrives last stays.
        }
    }

    private record Tunes(RowSyncServer server) implements OwnServer {
        private static final RowTable TUNE = RowTable.builder("tune")
                .softDelete("deleted")
                .columns("title", "privateFor", "releaseYear")
                .build();

        @Override
        public Transport device(String user, String device) {
            server.allow(user, uuid(user));
            return OkHttpTransport.builder(
                            server.url(),
                            RowSyncDialect.builder(uuid(user)).table(TUNE).build())
                    .credentials(Credentials.bearer(user))
                    .build();
        }

        @Override
        public String key(String user, String name) {
            return uuid(user + name);
        }

        private static String row(String user, String key, String more) {
            return "{\"id\":\"" + key + "\",\"privateFor\":\"" + uuid(user) + "\"," + more + "}";
        }

        @Override
        public Mutation write(String user, String key, String text) {
            String title = OwnServer.super.write(user, key, text).payload().replaceFirst("\\{\"text\"", "\"title\"");
            String columns = title.substring(0, title.length() - 1) + ",\"releaseYear\":null";
            return Mutation.of("tune", key, "put", row(user, key, columns));
        }

        @Override
        public String text(Change change) {
            return OwnServer.super.text(renamed(change, "title", "text"));
        }

        private static Change renamed(Change change, String from, String to) {
            return new Change(
                    change.position(),
                    change.collection(),
                    change.key(),
                    change.kind(),
                    change.payload().replace("\"" + from + "\":", "\"" + to + "\":"),
                    change.tombstone(),
                    1,
                    "",
                    "");
        }

        @Override
        public Mutation number(String user, String key, String digits) {
            return Mutation.of("tune", key, "put", row(user, key, "\"title\":\"n\",\"releaseYear\":" + digits));
        }

        @Override
        public String digits(Change change) {
            return OwnServer.super.digits(renamed(change, "releaseYear", "number"));
        }

        @Override
        public Mutation delete(String user, String key) {
            return Mutation.of("tune", key, Mutation.DELETE, row(user, key, "\"title\":\"gone\",\"releaseYear\":null"));
        }

        @Override
        public Mutation refused(String user, String key) {
            return Mutation.of(
                    "tune", key, "put", row(user, key, "\"title\":\"bad\",\"releaseYear\":null,\"genre\":\"nothing\""));
        }

        @Override
        public boolean restart() {
            server.restart();
            return true;
        }
    }

    @Test
    void anEntitySyncServer() throws Exception {
        try (EntitySyncServer server = EntitySyncServer.builder().build().start()) {
            assertBroken(new Entries(server), List.of());
        }
    }

    private record Entries(EntitySyncServer server) implements OwnServer {
        @Override
        public Transport device(String user, String device) {
            server.addToken(user, user);
            return OkHttpTransport.builder(
                            server.url(),
                            EntitySyncDialect.builder("dev_" + device)
                                    .user(user)
                                    .build())
                    .credentials(Credentials.bearer(user))
                    .build();
        }

        @Override
        public Mutation write(String user, String key, String text) {
            String notes = OwnServer.super.write(user, key, text).payload().replaceFirst("\\{\"text\"", "\"notes\"");
            return Mutation.of(
                    "entries", key, "put", "{\"timestamp\":\"2026-11-01T10:00:00.000Z\",\"duration\":1," + notes);
        }

        @Override
        public String text(Change change) {
            return OwnServer.super.text(Tunes.renamed(change, "notes", "text"));
        }

        @Override
        public Mutation number(String user, String key, String digits) {
            return null;
        }

        @Override
        public Mutation delete(String user, String key) {
            return Mutation.delete("entries", key);
        }
    }
}
