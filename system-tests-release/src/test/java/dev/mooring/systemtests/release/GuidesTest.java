package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The projects of docs/guides are projects of somebody else's: each is copied out of this one, built against the repository's folder, and its own
 * tests are run, which start the app and sync it with a backend.
 */
class GuidesTest {
    private static final int LIMIT_SECONDS = 600;
    private static final Path GUIDES = ReleaseRepository.ROOT.resolve("examples/guides");

    @TempDir
    Path folder;

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"service", "spring-boot", "desktop"})
    void aGuidesProjectSyncs(String guide) throws Exception {
        Projects.copy(GUIDES.resolve(guide), folder);
        List<String> command = new ArrayList<>();
        if (guide.equals("desktop") && System.getenv("DISPLAY") == null && onThePath("xvfb-run")) {
            command.addAll(List.of("xvfb-run", "-a"));
        }
        command.addAll(Projects.maven(folder, "verify"));
        String printed = Run.of(folder, LIMIT_SECONDS, command).printed();
        assertTrue(printed.contains("Tests run: ") && !printed.contains("Tests run: 0"), printed);
        if (!printed.contains(", Skipped: 0\n")) {
            System.out.println("[guides] LEFT OUT: tests of " + guide + " were skipped, as there is no display");
        }
    }

    /** The guides show these files once. */
    @Test
    void whatTheGuidesShareIsTheSameText() throws IOException {
        for (String file : List.of(
                "src/main/java/com/example/rows/RowsApi.java",
                "src/main/java/com/example/rows/RowsTransport.java",
                "src/test/java/com/example/rows/StandIn.java")) {
            String text = Files.readString(GUIDES.resolve("service").resolve(file));
            assertEquals(text, Files.readString(GUIDES.resolve("spring-boot").resolve(file)));
            assertEquals(text, Files.readString(GUIDES.resolve("desktop").resolve(file)));
        }
    }

    private static boolean onThePath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }
}
