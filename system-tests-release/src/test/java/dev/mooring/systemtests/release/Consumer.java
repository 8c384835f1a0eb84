package dev.mooring.systemtests.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A project outside this one that uses the program of the README. Maven builds it against the repository's folder, with a local
 * repository of its own, so that nothing of this build and nothing that was installed before can take the place of what is released.
 *
 * <p>It is built once for all tests.
 */
final class Consumer {
    /** What the first build on a machine may take, with everything that has to be fetched. */
    private static final int LIMIT_SECONDS = 300;

    private static final String PROGRAM = "dev/mooring/systemtests/docs/Notes.java";

    static final String MAIN = "dev.mooring.systemtests.docs.Notes";

    private static Consumer built;

    private final Path folder;

    private Consumer(Path folder) {
        this.folder = folder;
    }

    static synchronized Consumer built() throws IOException, InterruptedException {
        if (built == null) {
            Consumer consumer = new Consumer(Files.createTempDirectory("mooring-consumer"));
            consumer.build();
            built = consumer;
        }
        return built;
    }

    private void build() throws IOException, InterruptedException {
        Path source = folder.resolve("src/main/java").resolve(PROGRAM);
        Files.createDirectories(source.getParent());
        Files.copy(ReleaseRepository.ROOT.resolve("system-tests/src/test/java").resolve(PROGRAM), source);
        try (var pom = Consumer.class.getResourceAsStream("/consumer/pom.xml")) {
            Files.copy(pom, folder.resolve("pom.xml"));
        }
        Run.of(folder, LIMIT_SECONDS, Projects.maven(folder, "compile")).printed();
    }

    Path source() {
        return folder.resolve("src/main/java").resolve(PROGRAM);
    }

    Path classes() {
        return folder.resolve("target/classes");
    }

    /** @return the folder with the jars that the program needs to run */
    Path jars() {
        return folder.resolve("target/run");
    }

    /** @return the folder with all jars, those of the tests and for Android too */
    Path allJars() {
        return folder.resolve("target/all");
    }
}
