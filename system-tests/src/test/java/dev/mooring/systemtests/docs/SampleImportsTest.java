package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a document has to show of the imports of its samples. */
class SampleImportsTest {
    private static final String LIST = "import java.util.List;";
    private static final String MAP = "import java.util.Map;";
    private static final String SAMPLE = "List<String> names; // and no Map";

    @TempDir
    Path folder;

    @Test
    void theImportsOfASectionAreThoseOfItsSamples() throws IOException {
        assertEquals(Map.of(), wrong("# Page\n\n## A\n\n" + block(LIST) + block(SAMPLE)));
        assertEquals(Map.of("A", LIST), wrong("# Page\n\n## A\n\n" + block(SAMPLE)));
        assertEquals(Map.of("A", LIST), wrong("# Page\n\n## A\n\n" + block(LIST + "\n" + MAP) + block(SAMPLE)));
        assertEquals(
                Map.of("A", "", "B", LIST), wrong("# Page\n\n## A\n\n" + block(LIST) + "## B\n\n" + block(SAMPLE)));
    }

    @Test
    void thoseBeforeTheFirstSectionAreForAll() throws IOException {
        assertEquals(Map.of(), wrong("# Page\n\n" + block(LIST) + "## A\n\n" + block(SAMPLE)));
        assertEquals(Map.of("", LIST), wrong("# Page\n\n" + block(MAP) + "## A\n\n" + block(LIST) + block(SAMPLE)));
    }

    private Map<String, String> wrong(String page) throws IOException {
        Path document = Files.writeString(folder.resolve("page.md"), page);
        return new SampleImports(Map.of(SAMPLE, List.of(LIST, MAP))).wrong(document);
    }

    private static String block(String code) {
        return "```java\n" + code + "\n```\n\n";
    }
}
