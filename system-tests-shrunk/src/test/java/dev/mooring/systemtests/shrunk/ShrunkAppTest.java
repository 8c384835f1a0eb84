package dev.mooring.systemtests.shrunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.android.tools.r8.ClassFileConsumer;
import com.android.tools.r8.CompilationMode;
import com.android.tools.r8.JdkClassFileProvider;
import com.android.tools.r8.R8;
import com.android.tools.r8.R8Command;
import com.android.tools.r8.origin.Origin;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that R8 has shrunk, renamed and optimised still syncs, over each of the dialects. It runs on the JVM, as Android cannot be
 * started here; so its storage is the one on sqlite-jdbc, which shares the engine with Android's.
 */
class ShrunkAppTest {
    @TempDir
    static Path folder;

    private static Path program;
    private static Path driver;

    @BeforeAll
    static void shrink() throws Exception {
        Closure closure = new Closure(folder);
        Warnings warnings = new Warnings();
        program = folder.resolve("shrunk.jar");
        driver = closure.driver();
        R8.run(R8Command.builder(warnings)
                .addProgramFiles(closure.app("SmallApp"))
                .addProgramFiles(closure.common())
                .addProgramFiles(closure.jdbc())
                .addLibraryResourceProvider(JdkClassFileProvider.fromSystemJdk())
                .addLibraryFiles(driver)
                .addProguardConfiguration(List.of(ShrunkAndroidTest.keep("SmallApp")), Origin.unknown())
                .setMode(CompilationMode.RELEASE)
                .setProgramConsumer(new ClassFileConsumer.ArchiveConsumer(program))
                .build());
        assertEquals(List.of(), warnings.told());
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-log", "op-log", "row-sync", "entity-sync"})
    void twoDevicesHaveWhatBothWrote(String kind) throws Exception {
        try (StandInServer<?> server = server(kind)) {
            server.start();
            assertEquals(said("milk", "[milk]"), run(kind, server.url(), "phone", "milk"));
            assertEquals(said("tea", "[milk, tea]"), run(kind, server.url(), "tablet", "tea"));
            assertEquals(said("", "[milk, tea]"), run(kind, server.url(), "phone"));
        }
    }

    private static List<String> said(String wrote, String titles) {
        return List.of(
                "report: synced",
                "light: green",
                "pending: 0",
                "titles: " + titles,
                "synced once: true",
                "pushed: " + !wrote.isEmpty());
    }

    private static StandInServer<?> server(String kind) {
        return switch (kind) {
            case "event-log" -> EventLogServer.builder().build();
            case "op-log" -> OpLogServer.builder().user(SmallApp.USER).build();
            case "row-sync" -> RowSyncServer.builder().build();
            default -> EntitySyncServer.builder().user(SmallApp.USER, "t1").build();
        };
    }

    private static List<String> run(String kind, String url, String device, String... title) throws Exception {
        Path errors = folder.resolve("stderr.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.sqlite.tmpdir=" + folder,
                "-cp",
                program + System.getProperty("path.separator") + driver,
                SmallApp.class.getName(),
                kind,
                url,
                folder.resolve(kind + "-" + device + ".db").toString(),
                device));
        command.addAll(List.of(title));
        Process child =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            List<String> said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertTrue(child.waitFor(5, TimeUnit.MINUTES), "the shrunk app does not end");
            assertEquals(0, child.exitValue(), Files.readString(errors));
            return said;
        } finally {
            child.destroyForcibly();
        }
    }
}
