package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources become the same files, byte by byte, when they are built again, in another folder and at another time. */
@Tag("long")
class ReproducibleTest {
    /** The module whose pom alone is published, and those that bring all others. */
    private static final String MODULES = "mooring-bom,sync-kotlin,sync-storage-android,sync-testing-servers";

    private static final int LIMIT_SECONDS = 1500;

    @TempDir
    Path folder;

    @Test
    void aSecondBuildMakesTheSameFiles() throws Exception {
        Path again = folder.resolve("again");
        Projects.copy(ReleaseRepository.ROOT, again);
        Run.of(
                        again,
                        LIMIT_SECONDS,
                        List.of(
                                Projects.MAVEN,
                                "-B",
                                "-Prelease",
                                "-Dmooring.release.rehearsal",
                                "-DskipTests",
                                "-Denforcer.skip",
                                "-Dspotless.check.skip",
                                "-Danimal.sniffer.skip",
                                "-pl",
                                MODULES,
                                "-am",
                                "verify"))
                .printed();
        List<String> differing = new ArrayList<>();
        for (String module : ReleaseRepository.modules()) {
            for (String suffix : PublishedFilesTest.suffixes(module)) {
                Path first = ReleaseRepository.file(module, suffix);
                Path second = second(again.resolve("target/release-repository"), module, suffix);
                if (Files.mismatch(first, second) != -1) {
                    differing.add(module + suffix);
                }
            }
        }
        assertEquals(List.of(), differing);
    }

    /** A snapshot has the time of its build in its name, and nowhere else. */
    private static Path second(Path repository, String module, String suffix) throws IOException {
        Path folder = repository.resolve("dev/mooring").resolve(module).resolve(ReleaseRepository.VERSION);
        String pattern = module + "-[\\d.]+(-[\\d.]+-\\d+)?" + suffix.replace(".", "\\.");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(pattern + " is not in " + folder));
        }
    }
}
