package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** A small Java runtime is linked, with the program of the README beside it or within it, and the program syncs. See docs/packaging.md. */
class JlinkTest {
    /** All that has no declaration of its own as a module, among what the program needs. */
    private static final List<String> WITHOUT_DECLARATION = List.of("okio-jvm", "moshi");

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
    void aRuntimeOfTheJdksModulesRunsTheProgramBesideIt() throws Exception {
        Consumer consumer = Consumer.built();
        Path module = NotesModule.compiled(folder, consumer.source(), consumer.jars());
        Path runtime = folder.resolve("runtime");
        NotesModule.tool("jlink", "--add-modules", "java.logging,java.sql.rowset,jdk.crypto.ec", "--output", runtime);
        String java = runtime.resolve("bin/java").toString();
        syncs(List.of(java, "-p", module + ":" + consumer.jars(), "-m", NotesModule.NAME + "/" + Consumer.MAIN));
        syncs(List.of(java, "-cp", consumer.classes() + ":" + consumer.jars() + "/*", Consumer.MAIN));
    }

    @Test
    void theProgramIsLinkedIntoTheRuntime() throws Exception {
        Consumer consumer = Consumer.built();
        Path module = NotesModule.compiled(folder, consumer.source(), consumer.jars());
        Path jars = declared(consumer.jars());
        Path image = folder.resolve("image");
        NotesModule.tool(
                "jlink",
                "-p",
                module + ":" + jars,
                "--add-modules",
                NotesModule.NAME + ",jdk.crypto.ec",
                "--launcher",
                "notes=" + NotesModule.NAME + "/" + Consumer.MAIN,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--output",
                image);
        syncs(List.of(image.resolve("bin/notes").toString()));
        String inside = Run.of(folder, 60, List.of(image.resolve("bin/java").toString(), "--list-modules"))
                .printed();
        assertTrue(inside.contains("dev.mooring.sync.okhttp"), inside);
        assertFalse(inside.contains("annotations"), "nothing needs them at run time: " + inside);
    }

    /** Gives the two libraries that are no modules a declaration each, as jdeps writes it, in copies of their jars. */
    private Path declared(Path jars) throws IOException {
        Path copies = Files.createDirectories(folder.resolve("declared"));
        for (Path jar : ReleaseRepository.list(jars)) {
            Files.copy(jar, copies.resolve(jar.getFileName()));
        }
        for (String name : WITHOUT_DECLARATION) {
            Path jar = ReleaseRepository.list(jars).stream()
                    .filter(each -> each.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow();
            Path written = folder.resolve("written-" + name);
            NotesModule.tool(
                    "jdeps",
                    "--ignore-missing-deps",
                    "--multi-release",
                    "17",
                    "--module-path",
                    jars,
                    "--generate-module-info",
                    written,
                    jar);
            Path declaration;
            try (var files = Files.walk(written)) {
                declaration = files.filter(file -> file.endsWith("module-info.java"))
                        .findFirst()
                        .orElseThrow();
            }
            String module = Files.readAllLines(declaration).get(0).replaceAll("module (\\S+) \\{", "$1");
            Path compiled = folder.resolve("compiled-" + name);
            NotesModule.tool(
                    "javac",
                    "--release",
                    "17",
                    "-p",
                    jars,
                    "--patch-module",
                    module + "=" + jar,
                    "-d",
                    compiled,
                    declaration);
            NotesModule.tool(
                    "jar",
                    "--update",
                    "--file",
                    copies.resolve(jar.getFileName()),
                    "-C",
                    compiled,
                    "module-info.class");
        }
        return copies;
    }

    private void syncs(List<String> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(folder.resolve("notes.db").toString(), server.url(), "milk"));
        assertTrue(Run.of(folder, 60, command).printed().startsWith("Synced[pushed=1, pulled=0"));
    }
}
