package dev.mooring.benchmarks;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
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

    /** A device that writes to the event log. */
    static SyncClient<Connection> open(Path file, String url) {
        return writer(BenchDialect.of("event-log"), file, url);
    }

    static SyncClient<Connection> writer(BenchDialect family, Path file, String url) {
        return writer(family, file, url, true);
    }

    /** The same with or without the log of what is confirmed. */
    static SyncClient<Connection> writer(BenchDialect family, Path file, String url, boolean keepLog) {
        return open(file, transport(family, family.writer(), url), keepLog);
    }

    /** A device that follows what other writers made. */
    static SyncClient<Connection> follower(BenchDialect family, Path file, String url, boolean keepLog) {
        return open(file, transport(family, family.follower(), url), keepLog);
    }

    private static SyncClient<Connection> open(Path file, Transport transport, boolean keepLog) {
        return SyncClient.builder(JdbcSqliteStorage.at(file).build(), transport, new Notes())
                .keepLog(keepLog)
                .build();
    }

    static OkHttpTransport transport(BenchDialect family, Dialect dialect, String url) {
        OkHttpTransportBuilder transport = OkHttpTransport.builder(url, dialect);
        Credentials credentials = family.credentials();
        if (credentials != null) {
            transport.credentials(credentials);
        }
        return transport.build();
    }

    /** The live dialect of each device. */
    interface LiveDialects {
        Dialect of(String device, String url);
    }

    static void createTable(SyncClient<Connection> client) throws Exception {
        client.write((db, outbox) -> {
            try (var statement = db.createStatement()) {
                statement.execute(Notes.CREATE);
            }
        });
    }

    /** Records so many notes, in batches. */
    static void fill(BenchDialect family, SyncClient<Connection> client, int from, int count) throws Exception {
        for (int next = from; next < from + count; next += 1000) {
            int first = next;
            client.write((db, outbox) -> {
                try (var insert = db.prepareStatement(Notes.INSERT)) {
                    for (int i = first; i < Math.min(first + 1000, from + count); i++) {
                        Mutation mutation = family.mutation(i);
                        Notes.insert(insert, mutation.key(), mutation.payload());
                        outbox.add(mutation);
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
