package dev.mooring.sync.sqlite.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.jdbc.internal.JdkProcesses;
import dev.mooring.sync.sqlite.spi.Processes;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lease whose holder is known to be gone is free before its time. */
class LeaseOfDeadProcessTest {
    @TempDir
    Path folder;

    @Test
    void aLeaseOfAProcessThatIsGoneIsFree() {
        assertTrue(take("a", new Fake("here", 7, true)));
        assertTrue(take("b", new Fake("here", 8, true)));
    }

    @Test
    void aLeaseOfAProcessThatLivesIsHeld() {
        assertTrue(take("a", new Fake("here", 7, false)));
        assertFalse(take("b", new Fake("here", 8, false)));
    }

    @Test
    void nothingIsKnownOfAnotherMachinesProcesses() {
        assertTrue(take("a", new Fake("there", 7, true)));
        assertFalse(take("b", new Fake("here", 8, true)));
    }

    @Test
    void whereNothingIsKnownALeaseIsHeldUntilItsTimeIsOver() {
        assertTrue(take("a", Processes.unknown()));
        assertFalse(take("b", Processes.unknown()));
        assertFalse(take("b", new Fake("here", 8, true)));
    }

    @Test
    void thisProcessLivesAndAnEndedChildIsGone() throws Exception {
        Processes processes = new JdkProcesses();
        assertEquals(ProcessHandle.current().pid(), processes.self());
        assertFalse(processes.isGone(processes.self()));
        assertFalse(processes.isGone(Processes.UNKNOWN));
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        child.waitFor();
        assertTrue(processes.isGone(child.pid()));
        assertEquals(processes.machine(), new JdkProcesses().machine());
    }

    private boolean take(String owner, Processes processes) {
        try (SqliteStorage<Connection> storage = JdbcSqliteStorage.at(folder.resolve("app.db"))
                .processes(processes)
                .build()) {
            storage.open(Sample.IDENTITY, true);
            return storage.<Boolean, RuntimeException>write(
                    tx -> tx.lease().take(owner, Sample.STAMP, Duration.ofSeconds(15), Duration.ofSeconds(15)) != null);
        }
    }

    private record Fake(String machine, long self, boolean gone) implements Processes {
        @Override
        public boolean isGone(long pid) {
            return gone && pid != self;
        }
    }
}
