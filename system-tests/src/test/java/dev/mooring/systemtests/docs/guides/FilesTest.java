package dev.mooring.systemtests.docs.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs docs/guides/users-and-files.md and docs/guides/partial-data.md. */
class FilesTest {
    @TempDir
    Path folder;

    private final EventLogServer server = EventLogServer.builder().build();
    private String url;

    @BeforeEach
    void start() {
        url = server.start().url();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Transport transport(String user) {
        return OkHttpTransport.builder(url, EventLogDialect.builder(user).build())
                .build();
    }

    private static void write(SyncClient<Connection> client, String statement, String id) {
        client.write((db, outbox) -> {
            try (PreparedStatement sql = db.prepareStatement(statement)) {
                sql.setString(1, id);
                sql.execute();
            }
        });
    }

    private static String notes(SyncClient<Connection> client) {
        return client.writeReturning((db, outbox) -> {
            try (Statement sql = db.createStatement();
                    ResultSet row = sql.executeQuery("SELECT group_concat(id) FROM note")) {
                return row.getString(1);
            }
        });
    }

    @Test
    void eachUserHasAFileAndWhatWasNotSentWaitsInIt() throws Exception {
        String insert = "INSERT INTO note VALUES (?, 'text')";
        SignedIn anna = new SignedIn(folder, "anna@example.org", transport("anna"));
        write(anna.client(), insert, "a1");
        assertTrue(anna.signOut(Duration.ofSeconds(20)));

        anna = new SignedIn(folder, "anna@example.org", transport("anna"));
        server.close(); // The network is gone.
        write(anna.client(), insert, "a2");
        assertFalse(anna.signOut(Duration.ZERO));

        try (SignedIn ben = new SignedIn(folder, "ben@example.org", transport("ben"))) {
            assertEquals(null, notes(ben.client()));
        }
        try (SignedIn back = new SignedIn(folder, "anna@example.org", transport("anna"))) {
            assertEquals("a1,a2", notes(back.client()));
            assertEquals(1, back.client().status().pending());
        }
    }

    @Test
    void aFileThatIsErasedLeavesNothing() throws Exception {
        SignedIn anna = new SignedIn(folder, "../anna", transport("anna"));
        assertTrue(anna.signOut(Duration.ofSeconds(20)));
        anna.erase();
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void aDeviceHasTheProjectsThatWereOpenedThere() throws Exception {
        try (Projects laptop = new Projects(folder.resolve("laptop"), this::transport);
                Projects phone = new Projects(folder.resolve("phone"), this::transport)) {
            Files.createDirectories(folder.resolve("laptop"));
            Files.createDirectories(folder.resolve("phone"));
            write(laptop.open("roof"), "INSERT INTO task VALUES (?, 'buy tiles')", "r");
            write(laptop.open("garden"), "INSERT INTO task VALUES (?, 'buy seeds')", "g");
            for (String project : List.of("roof", "garden")) {
                assertInstanceOf(
                        SyncReport.Synced.class, laptop.open(project).syncNow().join());
            }
            assertEquals(List.of("garden: buy seeds", "roof: buy tiles"), laptop.search("buy"));
            phone.open("garden").syncNow().join();
            assertEquals(List.of("garden: buy seeds"), phone.search("buy"));
            phone.close("garden");
            assertEquals(List.of(), phone.search("buy"));
        }
    }
}
