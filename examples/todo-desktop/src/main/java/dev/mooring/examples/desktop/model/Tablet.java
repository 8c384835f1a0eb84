package dev.mooring.examples.desktop.model;

import dev.mooring.sync.SyncReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A third device without a window, so that the server has a history: it writes to-dos, ticks them and thinks better of it, over and
 * over, as a list does that is in use for years. Each time it begins with an empty file, and goes away when it is done.
 */
public final class Tablet {
    private static final Instant FIRST = Instant.parse("2026-01-05T07:30:00Z");

    private final Path folder;
    private final String serverUrl;

    /** What is done to the list. */
    private interface Work {
        void on(TodoTable table) throws SQLException;
    }

    /**
     * A tablet.
     *
     * @param folder for its file while it is there
     * @param serverUrl the server's base URL
     */
    public Tablet(Path folder, String serverUrl) {
        this.folder = folder;
        this.serverUrl = serverUrl;
    }

    /**
     * Writes to-dos, oldest first.
     *
     * @param titles of them
     * @throws IOException if they are not at the server
     * @throws SQLException if its file cannot be written
     */
    public void write(List<String> titles) throws IOException, SQLException {
        use(table -> {
            int there = table.all().size();
            for (int i = 0; i < titles.size(); i++) {
                String at = FIRST.plusSeconds(there + i).toString();
                table.add(UUID.randomUUID().toString(), titles.get(i), at);
            }
        });
    }

    /**
     * Ticks items and unticks them, and leaves the list as it was.
     *
     * @param edits how many, rounded down to an even number
     * @throws IOException if they are not at the server
     * @throws SQLException if its file cannot be written
     */
    public void work(int edits) throws IOException, SQLException {
        use(table -> {
            List<Todo> todos = table.all();
            for (int i = 0; !todos.isEmpty() && i < edits / 2; i++) {
                Todo todo = todos.get(i % todos.size());
                table.mark(todo.id(), !todo.done());
                table.mark(todo.id(), todo.done());
            }
        });
    }

    /** Fetches the list, does the work, sends it, and by closing gives the right to write back. */
    private void use(Work work) throws IOException, SQLException {
        Path mine = Files.createTempDirectory(folder, "tablet");
        Path file = mine.resolve("tablet.db");
        try (Device device = Device.open("Tablet", file, Family.EVENT_LOG, serverUrl, () -> {})) {
            sync(device);
            device.table().together(() -> work.on(device.table()));
            sync(device);
        }
        for (String beside : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(mine.resolve("tablet.db" + beside));
        }
        Files.delete(mine);
    }

    private static void sync(Device device) throws IOException {
        SyncReport report = device.client().syncNow().join();
        if (!(report instanceof SyncReport.Synced)) {
            throw new IOException("the tablet could not sync: " + report);
        }
    }
}
