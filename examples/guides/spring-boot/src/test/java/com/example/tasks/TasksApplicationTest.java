package com.example.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.rows.StandIn;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class TasksApplicationTest {
    @TempDir
    static Path folder;

    private static StandIn backend;

    @Autowired
    private TestRestTemplate http;

    @Autowired
    private Tasks tasks;

    @Autowired
    private SyncClient<Connection> client;

    @Autowired
    private PlatformTransactionManager transactions;

    @BeforeAll
    static void start() throws IOException {
        backend = new StandIn();
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    @DynamicPropertySource
    static void properties(DynamicPropertyRegistry registry) {
        registry.add("tasks.file", () -> folder.resolve("tasks.db").toString());
        registry.add("tasks.backend", () -> backend.url());
    }

    private SyncReport synced() {
        SyncReport report = client.syncNow().join();
        assertTrue(report instanceof SyncReport.Synced, report::toString);
        return report;
    }

    @Test
    void aTaskThatIsPostedComesToTheBackend() {
        http.postForObject("/tasks?title=milk", null, String.class);
        assertEquals("Synced", http.postForObject("/sync", null, String.class));
        assertTrue(backend.rows().stream()
                .anyMatch(row -> row.row().path("title").asText().equals("milk")));
        assertTrue(http.getForObject("/actuator/health", String.class).contains("GREEN"));
        assertTrue(http.getForObject("/actuator/metrics/mooring.mutations.acked", String.class)
                .contains("COUNT"));
    }

    @Test
    void aTransactionThatIsRolledBackSendsNothing() {
        String id = tasks.add("bread");
        synced();
        int rows = backend.rows().size();
        assertThrows(IllegalArgumentException.class, () -> tasks.split(id, "rye", " "));
        assertEquals(0, client.status().pending());
        synced();
        assertEquals(rows, backend.rows().size());
        assertTrue(tasks.all().stream().anyMatch(task -> task.title().equals("bread")));
    }

    /** It has a connection of its own, so it waits for the transaction around it, in vain. */
    @Test
    void theClientsOwnWriteIsNoPartOfATransactionOfSpring() {
        StorageException busy = assertThrows(
                StorageException.class,
                () -> new TransactionTemplate(transactions).executeWithoutResult(status -> {
                    tasks.add("tea");
                    client.write((db, outbox) -> {});
                }));
        assertEquals(StorageException.Kind.BUSY, busy.kind());
        assertTrue(busy.getMessage().endsWith("perhaps the one around this call"), busy::getMessage);
    }
}
