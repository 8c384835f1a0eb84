package dev.mooring.examples.server.check;

import dev.mooring.examples.server.PostgresProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Some servers over one PostgreSQL. They are killed with SIGKILL, their connections to the devices and to the database are cut, and the
 * database crashes and begins again.
 */
class ClusterTest {
    @Test
    void twoServersLoseNothingAndDoubleNothing() throws Exception {
        run(2, 1, 60, 3, 300);
    }

    /** {@code -Dcluster.writes=N} sets how often each of 16 devices writes, {@code -Dchaos.minutes=N} how long they may take. */
    @Test
    @Tag("long")
    void fourServersLoseNothingAndDoubleNothing() throws Exception {
        run(4, 4, Integer.getInteger("cluster.writes", 300), Integer.MAX_VALUE, 700);
    }

    private static void run(int instances, int users, int writes, int troubles, int pause) throws Exception {
        List<ServerProcess> servers = new ArrayList<>();
        List<Cutter> cutters = new ArrayList<>();
        try (PostgresProcess postgres = PostgresProcess.own();
                Cutter database = new Cutter(postgres.port())) {
            String jdbc = postgres.database().replace(":" + postgres.port(), ":" + database.port());
            for (int i = 0; i < instances; i++) {
                ServerProcess server =
                        new ServerProcess(List.of("--jdbc", jdbc, "--connections", "6", "--lease-seconds", "1"));
                servers.add(server);
                server.start();
                cutters.add(new Cutter(server.port()));
            }
            HttpWire wire = new HttpWire(cutters.stream().map(Cutter::port).toList());
            new Chaos(wire, users, writes).run(troubles, pause, random -> {
                switch (random.nextInt(6)) {
                    case 0 -> {
                        postgres.crash();
                        postgres.start();
                    }
                    case 1 -> database.cut();
                    case 2, 3 -> cutters.get(random.nextInt(instances)).cut();
                    default -> {
                        ServerProcess server = servers.get(random.nextInt(instances));
                        server.kill();
                        server.start();
                    }
                }
            });
        } finally {
            servers.forEach(ServerProcess::close);
            for (Cutter cutter : cutters) {
                cutter.close();
            }
        }
    }
}
