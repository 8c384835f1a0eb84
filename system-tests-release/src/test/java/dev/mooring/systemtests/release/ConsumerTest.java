package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that knows Mooring by its coordinates alone is built, and its program syncs: on the class path and as a module. */
class ConsumerTest {
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final EventLogServer server = EventLogServer.builder().build();

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesEveryModuleFromTheRepositoryAndNothingElseOfOurs() throws Exception {
        Consumer consumer = Consumer.built();
        List<String> ours = new ArrayList<>();
        for (String module : ReleaseRepository.modules()) {
            if (!module.equals("mooring-bom")) {
                Path taken = consumer.allJars().resolve(module + "-" + ReleaseRepository.VERSION + ".jar");
                assertEquals(-1, Files.mismatch(ReleaseRepository.file(module, ".jar"), taken), module);
                ours.add(module);
            }
        }
        List<String> all = names(consumer.allJars());
        assertEquals(
                ours,
                all.stream()
                        .filter(name -> name.endsWith("-" + ReleaseRepository.VERSION + ".jar"))
                        .map(name -> name.replace("-" + ReleaseRepository.VERSION + ".jar", ""))
                        .toList());
    }

    @Test
    void anAppGetsWhatWasTestedAndNothingOfTheTests() throws Exception {
        assertEquals(
                List.of(
                        "annotations",
                        "jspecify",
                        "kotlin-stdlib",
                        "kotlinx-coroutines-core-jvm",
                        "moshi",
                        "okhttp-jvm",
                        "okhttp-sse",
                        "okio-jvm",
                        "slf4j-api",
                        "sqlite-jdbc",
                        "sync-core",
                        "sync-kotlin",
                        "sync-sqlite",
                        "sync-storage-sqlite",
                        "sync-transport-okhttp"),
                names(Consumer.built().jars()).stream()
                        .map(name -> name.replaceAll("-\\d.*", ""))
                        .toList());
    }

    @Test
    void itsProgramSyncsOnTheClassPath() throws Exception {
        Consumer consumer = Consumer.built();
        syncs(List.of(JAVA, "-cp", consumer.classes() + ":" + consumer.jars() + "/*", Consumer.MAIN));
    }

    @Test
    void itsProgramSyncsAsAModule() throws Exception {
        Consumer consumer = Consumer.built();
        Path module = NotesModule.compiled(folder, consumer.source(), consumer.jars());
        syncs(List.of(JAVA, "-p", module + ":" + consumer.jars(), "-m", NotesModule.NAME + "/" + Consumer.MAIN));
    }

    /** Two devices, each a process of its own: what the first has written comes to the second. */
    private void syncs(List<String> program) throws IOException, InterruptedException {
        assertTrue(note(program, "laptop.db", "milk").startsWith("Synced[pushed=1, pulled=0"));
        assertTrue(note(program, "phone.db", "bread").startsWith("Synced[pushed=1, pulled=1"));
        assertEquals(2, server.latest("anna"));
    }

    private String note(List<String> program, String file, String text) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(folder.resolve(file).toString(), server.url(), text));
        return Run.of(folder, 60, command).printed();
    }

    private static List<String> names(Path folder) throws IOException {
        return ReleaseRepository.list(folder).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }
}
