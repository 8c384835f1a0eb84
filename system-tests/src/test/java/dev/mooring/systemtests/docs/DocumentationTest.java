package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds README.md and docs/ against the sources: what they show is compiled, and what they point at is there. */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));

    private final Samples samples = new Samples(ROOT);
    private final Guides guides = new Guides(ROOT);

    @Test
    void everyBlockOfCodeIsACompiledSample() throws IOException {
        Set<String> compiled = new HashSet<>(samples.regions().values());
        List<String> loose = new ArrayList<>();
        for (Path document : samples.documents()) {
            for (Map.Entry<Integer, String> block : Samples.codeBlocks(document).entrySet()) {
                if (!compiled.contains(block.getValue())
                        && !SampleImports.isImports(block.getValue())
                        && !guides.isOne(document)) {
                    loose.add(ROOT.relativize(document) + ":" + block.getKey() + "\n" + block.getValue());
                }
            }
        }
        assertEquals(List.of(), loose, "blocks that differ from every `// sample:` region");
    }

    /** The projects of the guides are built and run by GuidesTest, out of this build. */
    @Test
    void everyBlockOfAGuideStandsInAProject() throws IOException {
        List<String> loose = new ArrayList<>();
        for (Path document : samples.documents()) {
            if (guides.isOne(document)) {
                guides.loose(document)
                        .forEach((line, text) -> loose.add(ROOT.relativize(document) + ":" + line + "\n" + text));
            }
        }
        assertEquals(List.of(), loose, "blocks that stand in no file of a guide");
    }

    @Test
    void everySampleIsShown() throws IOException {
        Set<String> shown = new HashSet<>();
        for (Path document : samples.documents()) {
            shown.addAll(Samples.codeBlocks(document).values());
        }
        List<String> unused = new ArrayList<>();
        samples.regions().forEach((name, text) -> {
            if (!shown.contains(text)) {
                unused.add(name);
            }
        });
        assertEquals(List.of(), unused, "`// sample:` regions that no document shows as they are");
    }

    @Test
    void whoCopiesASampleFindsItsImportsOnThePage() throws IOException {
        SampleImports imports = new SampleImports(samples.imports());
        List<String> wrong = new ArrayList<>();
        for (Path document : samples.documents()) {
            imports.wrong(document)
                    .forEach((section, due) ->
                            wrong.add("\n" + ROOT.relativize(document) + ", ## " + section + "\n" + due));
        }
        assertEquals(List.of(), wrong, "sections whose samples need these imports, no more and no fewer");
    }

    @Test
    void everyRelativeLinkLeadsToAFileAndToItsAnchor() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path document : samples.documents()) {
            for (String link : Samples.links(document)) {
                Path target = Samples.target(document, link);
                String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
                boolean there = Files.exists(target)
                        && (anchor.isEmpty() || Anchors.of(target).contains(anchor));
                if (!there) {
                    dead.add(ROOT.relativize(document) + ": " + link);
                }
            }
        }
        assertEquals(List.of(), dead, "links that lead nowhere");
    }

    @Test
    void everyPageHasAPlaceOnTheSite() throws IOException {
        String navigation = Files.readString(ROOT.resolve("site/.vitepress/navigation.mjs"));
        Path docs = ROOT.resolve("docs");
        List<String> forgotten = new ArrayList<>();
        for (Path document : samples.documents()) {
            String page = docs.relativize(document).toString().replace('\\', '/');
            if (document.startsWith(docs) && !navigation.contains("'" + page + "'")) {
                forgotten.add(page);
            }
        }
        assertEquals(List.of(), forgotten, "pages that site/.vitepress/navigation.mjs does not name");
    }

    @Test
    void anAnchorIsThatOfAGitHost() {
        assertEquals("what-the-apps-rows-are", Anchors.ofHeading("What the app's rows are"));
        assertEquals("counts-a--b", Anchors.ofHeading("`counts`: [a](b.md#c) & b"));
    }

    @Test
    void theProgramOfTheReadmeIsShort() throws IOException {
        String program = samples.regions().get("program");
        assertTrue(Samples.codeBlocks(ROOT.resolve("README.md")).containsValue(program), "README.md shows the program");
        long lines = program.lines().filter(line -> !line.isBlank()).count();
        assertTrue(lines <= 25, "the program has " + lines + " lines");
    }
}
