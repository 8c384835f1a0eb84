package dev.mooring.sync.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox of a device that was away for very long. */
class ManyPendingTest {
    @TempDir
    private Path folder;

    @Test
    void aPageOfManyIsAPage() {
        check(10_000);
    }

    @Test
    @Tag("long")
    void aPageOfAMillionIsAPage() {
        check(1_000_000);
    }

    private void check(int many) {
        try (SyncClient<Connection> client =
                new Shelf().client(JdbcSqliteStorage.at(folder.resolve("a.db")).build())) {
            for (int done = 0; done < many; done += 10_000) {
                int first = done;
                client.write((db, outbox) -> {
                    for (int i = first; i < first + 10_000; i++) {
                        outbox.add(Mutation.of("item", "k" + i, "put", "{\"n\":" + i + "}"));
                    }
                });
            }
            try (Inspector inspector = Inspector.of(client).start()) {
                Browser browser = new Browser(inspector);
                assertTrue(browser.read("status").contains("\"pending\":" + many + ","));
                List<Long> first = client.inspection().unsettled(0, 1).stream()
                        .map(it -> it.number())
                        .toList();
                long late = first.get(0) + many - 30;
                String page = browser.read("pending?from=" + late);
                assertEquals(Answers.PAGE, page.split("\"id\":", -1).length - 1);
                assertTrue(page.contains("\"key\":\"k" + (many - 29) + "\""), page);
                assertTrue(page.length() < 20_000, page);
            }
        }
    }
}
