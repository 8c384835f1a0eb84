package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written about a version is about this one. */
class VersionTest {
    private static final boolean SNAPSHOT = ReleaseRepository.VERSION.endsWith("-SNAPSHOT");

    @TempDir
    Path folder;

    @Test
    void theChangelogTellsOfIt() throws IOException {
        String heading = SNAPSHOT
                ? "\\[Unreleased]"
                : Pattern.quote("[" + ReleaseRepository.VERSION + "]") + " - \\d{4}-\\d\\d-\\d\\d";
        String changes = Files.readString(ReleaseRepository.ROOT.resolve("CHANGELOG.md"));
        Matcher section =
                Pattern.compile("(?ms)^## " + heading + "$(.*?)(^## |\\z)").matcher(changes);
        assertTrue(section.find(), "no section " + heading);
        assertFalse(section.group(1).isBlank(), "the section is empty");
    }

    @Test
    void theReadmeNamesIt() throws IOException {
        String readme = Files.readString(ReleaseRepository.ROOT.resolve("README.md"));
        assertTrue(readme.contains("version `" + ReleaseRepository.VERSION + "`"));
    }

    /** A snapshot that is left somewhere would lead users to what is in no repository. */
    @Test
    void aReleaseLeavesNoSnapshotBehind() throws IOException {
        List<String> left = new ArrayList<>();
        if (!SNAPSHOT) {
            Path copy = folder.resolve("copy");
            Projects.copy(ReleaseRepository.ROOT, copy);
            try (var files = Files.walk(copy)) {
                for (Path file : files.filter(each -> each.toString().matches(".*(pom\\.xml|\\.md|\\.kts)"))
                        .toList()) {
                    if (Files.readString(file).contains(ReleaseRepository.VERSION + "-SNAPSHOT")) {
                        left.add(copy.relativize(file).toString());
                    }
                }
            }
        }
        assertEquals(List.of(), left);
    }
}
