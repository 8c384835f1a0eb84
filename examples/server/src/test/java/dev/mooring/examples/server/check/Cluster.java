package dev.mooring.examples.server.check;

import dev.mooring.examples.server.PostgresProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Some servers over one database, with something between them and whoever asks that cuts connections. */
final class Cluster implements Chaos.Trouble, AutoCloseable {
    private final @Nullable PostgresProcess postgres;
    private final @Nullable Cutter database;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final List<Cutter> cutters = new ArrayList<>();

    private Cluster(
            @Nullable PostgresProcess postgres,
            int instances,
            List<String> options,
            Function<List<String>, ServerProcess> server) {
        this.postgres = postgres;
        List<String> all = new ArrayList<>(options);
        if (postgres == null) {
            database = null;
        } else {
            database = new Cutter(postgres.port());
            String jdbc = postgres.database().replace(":" + postgres.port(), ":" + database.port());
            all.addAll(List.of("--jdbc", jdbc, "--connections", "6"));
        }
        for (int i = 0; i < instances; i++) {
            ServerProcess each = server.apply(all);
            servers.add(each);
            each.start();
            cutters.add(new Cutter(each.port()));
        }
    }

    /** Servers over a PostgreSQL of their own. */
    static Cluster postgres(int instances, List<String> options, Function<List<String>, ServerProcess> server) {
        return new Cluster(PostgresProcess.own(), instances, options, server);
    }

    /** One server over a file of SQLite. */
    static Cluster sqlite(Path file, List<String> options, Function<List<String>, ServerProcess> server) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--db", file.toString()));
        return new Cluster(null, 1, all, server);
    }

    /** Where to ask. */
    List<Integer> ports() {
        return cutters.stream().map(Cutter::port).toList();
    }

    /** The database crashes, a connection of the database or of a server is cut, or a server is killed; all begin again at once. */
    @Override
    public void happen(Random random) {
        int which = random.nextInt(6);
        if (which == 0 && postgres != null) {
            postgres.crash();
            postgres.start();
        } else if (which == 1 && database != null) {
            database.cut();
        } else if (which < 4) {
            cutters.get(random.nextInt(cutters.size())).cut();
        } else {
            ServerProcess server = servers.get(random.nextInt(servers.size()));
            server.kill();
            server.start();
        }
    }

    @Override
    public void close() throws IOException {
        servers.forEach(ServerProcess::close);
        for (Cutter cutter : cutters) {
            cutter.close();
        }
        if (database != null) {
            database.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }
}
