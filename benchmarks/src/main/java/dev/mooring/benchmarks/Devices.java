package dev.mooring.benchmarks;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.eventlog.EventMapping;
import dev.mooring.sync.sqlite.JdbcSqliteStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Comparator;
import java.util.stream.Stream;

/** Clients on fresh files. */
final class Devices {
    /** A server that nobody listens at: for what never touches the network. */
    static final String NOWHERE = "http://127.0.0.1:1";

    private Devices() {}

    static SyncClient<Connection> open(Path file, String url, String user) {
        return open(file, url, EventLogDialect.builder(user).device("bench").build(), true);
    }

    /** A device that follows a log whose events other writers made, each about its own note. */
    static SyncClient<Connection> follower(Path file, String url, String user, boolean keepLog) {
        EventMapping mapping = (type, payload) -> new EventMapping.Subject("note", Notes.id(payload), type);
        return open(
                file, url, EventLogDialect.builder(user).plainPayloads(mapping).build(), keepLog);
    }

    private static SyncClient<Connection> open(Path file, String url, EventLogDialect dialect, boolean keepLog) {
        return SyncClient.builder(
                        JdbcSqliteStorage.at(file).build(),
                        OkHttpTransport.builder(url, dialect).build(),
                        new Notes())
                .keepLog(keepLog)
                .build();
    }

    static void createTable(SyncClient<Connection> client) throws Exception {
        client.write((db, outbox) -> {
            try (var statement = db.createStatement()) {
                statement.execute(Notes.CREATE);
            }
        });
    }

    /** Records so many notes, in batches. */
    static void fill(SyncClient<Connection> client, int from, int count) throws Exception {
        for (int next = from; next < from + count; next += 1000) {
            int first = next;
            client.write((db, outbox) -> {
                try (var insert = db.prepareStatement(Notes.INSERT)) {
                    for (int i = first; i < Math.min(first + 1000, from + count); i++) {
                        Notes.insert(insert, Notes.key(i), Notes.payload(i));
                        outbox.add(Notes.mutation(i));
                    }
                }
            });
        }
    }

    static SyncReport.Synced sync(SyncClient<?> client) {
        SyncReport report = client.syncNow().join();
        if (report instanceof SyncReport.Synced synced) {
            return synced;
        }
        throw new IllegalStateException("the sync of a benchmark ended with " + report);
    }

    /** A folder of its own for the time of the code. */
    static <T> T inFolder(InFolder<T> code) throws Exception {
        Path folder = Files.createTempDirectory("mooring-bench");
        try {
            return code.run(folder);
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(Devices::delete);
            }
        }
    }

    interface InFolder<T> {
        T run(Path folder) throws Exception;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
