package dev.mooring.benchmarks;

import dev.mooring.benchmarks.HandReplica.Keeps;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * What one mutation and one change cost besides time, for each dialect: bytes on the wire beside the payload, requests and connections, and
 * bytes that are allocated, against the loops written by hand. A first, smaller run loads the classes.
 */
final class Footprint {
    private static final int COUNT = Integer.getInteger("bench.count", 20_000);

    private Footprint() {}

    static void child() throws Exception {
        for (BenchDialect family : chosen()) {
            Result result = new Result("footprint").name("dialect", family.name());
            try (Forked.Server server = Forked.server(family, 0)) {
                drain(family, server.url(), COUNT / 4, new Result("warm-up"));
                byHand(family, server.emptied(), COUNT / 4);
                drain(family, server.emptied(), COUNT, result);
                result.put("drain_allocated_by_hand", (double) byHand(family, server.emptied(), COUNT) / COUNT);
            }
            try (Forked.Server server = Forked.server(family, COUNT)) {
                follow(family, server.url());
                replica(family, server.url());
                result.put("apply_allocated", (double) follow(family, server.url()) / COUNT)
                        .put("apply_allocated_by_hand", (double) replica(family, server.url()) / COUNT);
            }
            result.print();
        }
    }

    private static List<BenchDialect> chosen() {
        String name = System.getProperty("bench.dialect", "");
        return name.isEmpty() ? BenchDialect.ALL : List.of(BenchDialect.of(name));
    }

    private static void drain(BenchDialect family, String url, int count, Result result) throws Exception {
        long payload = 0;
        for (int i = 0; i < count; i++) {
            payload += family.mutation(i).payload().getBytes(StandardCharsets.UTF_8).length;
        }
        double each = count;
        result.put("payload_bytes", payload / each);
        Devices.inFolder(folder -> {
            Traffic traffic = new Traffic();
            OkHttpTransportBuilder transport =
                    OkHttpTransport.builder(url, family.writer()).client(traffic.client());
            if (family.credentials() != null) {
                transport.credentials(family.credentials());
            }
            Path file = folder.resolve("m.db");
            try (SyncClient<Connection> client = SyncClient.builder(
                            JdbcSqliteStorage.at(file).build(), transport.build(), new Notes())
                    .build()) {
                Devices.createTable(client);
                long before = Allocated.here();
                Devices.fill(family, client, 0, count);
                result.put("write_allocated", (Allocated.here() - before) / each);
                long all = Allocated.bytes();
                long pushed = Devices.sync(client).pushed();
                if (pushed != count) {
                    throw new IllegalStateException("pushed " + pushed + " of " + count);
                }
                result.put("drain_allocated", (Allocated.bytes() - all) / each)
                        .put("sent_bytes", traffic.sent() / each)
                        .put("received_bytes", traffic.received() / each)
                        .put("requests", traffic.requests())
                        .put("connections", traffic.connections());
            }
            return true;
        });
    }

    private static long byHand(BenchDialect family, String url, int count) throws Exception {
        return Devices.inFolder(folder -> {
            try (HandOutbox outbox = new HandOutbox(folder.resolve("h.db"))) {
                for (int i = 0; i < count; i++) {
                    Mutation mutation = family.mutation(i);
                    outbox.add(UUID.randomUUID().toString(), mutation.key(), mutation.payload());
                }
                outbox.commit();
                long before = Allocated.bytes();
                outbox.drain(new Bare(Posts.prompt(), url, family), family.byHand());
                return Allocated.bytes() - before;
            }
        });
    }

    private static long follow(BenchDialect family, String url) throws Exception {
        return Devices.inFolder(folder -> {
            try (SyncClient<Connection> client = Devices.follower(family, folder.resolve("m.db"), url, true)) {
                Devices.createTable(client);
                long before = Allocated.bytes();
                Devices.sync(client);
                return Allocated.bytes() - before;
            }
        });
    }

    private static long replica(BenchDialect family, String url) throws Exception {
        boolean keys = family.follower().capabilities("bench").order() == Order.KEYS;
        return Devices.inFolder(folder -> {
            try (HandReplica rows = new HandReplica(folder.resolve("h.db"), keys ? Keeps.HASHES : Keeps.LOG)) {
                long before = Allocated.bytes();
                family.readAll(new Bare(Posts.prompt(), url, family), rows);
                rows.commit();
                return Allocated.bytes() - before;
            }
        });
    }
}
