package dev.mooring.systemtests.docs.guides;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/guides/attachments.md: two devices, a server of rows, and a server of files that breaks off. */
class AttachmentsTest {
    private static final int SIZE = 1_000_000;

    @TempDir
    Path folder;

    private final EventLogServer rows = EventLogServer.builder().build();
    private final BlobServer files = new BlobServer();
    private final MockWebServer http = new MockWebServer();
    private final byte[] photo = new byte[SIZE];

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(photo);
        rows.start();
        http.setDispatcher(files);
        http.start();
    }

    @AfterEach
    void stop() {
        rows.close();
        http.close();
    }

    private final class Device implements AutoCloseable {
        final SyncClient<Connection> client;
        final Blobs blobs;
        final Attachments attachments;

        Device(String name) throws IOException {
            EventLogDialect dialect =
                    EventLogDialect.builder("anna").device(name).build();
            client = SyncClient.builder(
                            JdbcSqliteStorage.at(folder.resolve(name + ".db"))
                                    .onOpen(db -> {
                                        try (Statement sql = db.createStatement()) {
                                            sql.execute(Attachments.CREATE);
                                        }
                                    })
                                    .syncedTables(SyncedTables.builder()
                                            .table(Attachments.TABLE)
                                            .build())
                                    .build(),
                            OkHttpTransport.builder(rows.url(), dialect).build())
                    .conflicts(ConflictPolicy.rebase())
                    .build();
            blobs = new Blobs(Files.createDirectories(folder.resolve(name)));
            OkHttpClient calls =
                    new OkHttpClient.Builder().retryOnConnectionFailure(false).build();
            attachments = new Attachments(client, blobs, new BlobCalls(calls, http.url("/"), blobs));
        }

        void sync() {
            assertInstanceOf(SyncReport.Synced.class, client.syncNow().join());
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @Test
    void aFileFollowsItsRowThoughBothWaysBreakOff() throws IOException {
        String name;
        try (Device phone = new Device("phone")) {
            phone.attachments.add("n1", "photo.jpg", new ByteArrayInputStream(photo));
            phone.sync(); // The row is there at once, without its file.
            files.losesPatch = true;
            assertFalse(phone.attachments.move());
        }
        try (Device phone = new Device("phone"); // It goes on after a restart.
                Device tablet = new Device("tablet")) {
            tablet.sync();
            assertTrue(tablet.attachments.move(), "nothing is to be fetched before it is there");
            assertEquals(List.of("PATCH 0"), files.asked);
            assertTrue(phone.attachments.move());
            phone.sync();
            assertEquals(
                    List.of("PATCH 0", "PATCH 131072", "PATCH 393216", "PATCH 655360", "PATCH 917504"), files.asked);

            tablet.sync();
            files.asked.clear();
            files.cutsGet = true;
            assertFalse(tablet.attachments.move());
            assertTrue(tablet.attachments.move());
            assertTrue(tablet.attachments.move());
            assertEquals(2, files.asked.size(), files.asked::toString);
            assertFalse(files.asked.contains("GET 0") && files.asked.lastIndexOf("GET 0") == 1, files.asked::toString);
            name = onlyFile(tablet);
            assertArrayEquals(photo, Files.readAllBytes(tablet.blobs.file(name)));
        }
        assertEquals(SIZE, files.file(name).size());
    }

    @Test
    void aFileWithOtherBytesIsFetchedAnew() throws IOException {
        try (Device phone = new Device("phone");
                Device tablet = new Device("tablet")) {
            phone.attachments.add("n1", "photo.jpg", new ByteArrayInputStream(photo));
            assertTrue(phone.attachments.move());
            phone.sync();
            tablet.sync();
            Files.write(tablet.blobs.part(onlyFile(phone)), new byte[] {1, 2, 3}); // A disk that was full, say.
            assertFalse(tablet.attachments.move());
            assertTrue(tablet.attachments.move());
            assertArrayEquals(photo, Files.readAllBytes(tablet.blobs.file(onlyFile(phone))));
        }
    }

    private static String onlyFile(Device device) throws IOException {
        try (Stream<Path> all = Files.list(device.blobs.folder())) {
            return all.toList().get(0).getFileName().toString();
        }
    }
}
