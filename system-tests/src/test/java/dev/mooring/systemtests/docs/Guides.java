package dev.mooring.systemtests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What docs/guides/ shows: every block stands in a file of a guide's project, of the example service, or of the tests of the guides, as it is. */
final class Guides {
    private static final Set<String> FENCES = Set.of("```java", "```kotlin", "```xml", "```properties", "```sql");
    private static final List<String> FOLDERS = List.of(
            "examples/guides",
            "examples/service/src/main",
            "system-tests/src/test/java/dev/mooring/systemtests/docs/guides");

    private final Path root;

    Guides(Path root) {
        this.root = root;
    }

    boolean isOne(Path document) {
        return document.startsWith(root.resolve("docs/guides"));
    }

    /** The blocks of a guide that stand nowhere, by their lines. */
    Map<Integer, String> loose(Path document) throws IOException {
        Map<Integer, String> loose = new TreeMap<>(Samples.blocks(document, FENCES));
        for (Path file : files()) {
            List<String> lines = Files.readAllLines(file);
            loose.values().removeIf(block -> isIn(lines, block));
        }
        return loose;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> all = Files.walk(root.resolve(folder))) {
                all.filter(file -> Files.isRegularFile(file) && isSource(file)).forEach(files::add);
            }
        }
        return files;
    }

    private static boolean isSource(Path file) {
        return file.toString().matches(".*\\.(java|xml|properties|sql)")
                && !file.toString().contains("/target/");
    }

    /** Whether a block is a run of whole lines, but for what all of them are indented by. */
    private static boolean isIn(List<String> lines, String block) {
        int length = (int) block.lines().count();
        String first = block.lines().findFirst().orElseThrow().strip();
        for (int i = 0; i + length <= lines.size(); i++) {
            if (lines.get(i).strip().equals(first)
                    && Samples.unindented(lines.subList(i, i + length)).equals(block)) {
                return true;
            }
        }
        return false;
    }
}
