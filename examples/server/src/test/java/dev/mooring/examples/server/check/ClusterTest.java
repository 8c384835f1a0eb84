package dev.mooring.examples.server.check;

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
        try (Cluster cluster = Cluster.postgres(instances, List.of("--lease-seconds", "1"), ServerProcess::new)) {
            new Chaos(new HttpWire(cluster.ports()), users, writes).run(troubles, pause, cluster);
        }
    }
}
