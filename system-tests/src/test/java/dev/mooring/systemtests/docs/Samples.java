package dev.mooring.systemtests.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the documents of a checkout, their blocks of code and links, and the marked regions of the sources here. */
final class Samples {
    private static final Set<String> CODE = Set.of("```java", "```kotlin");
    private static final List<String> SOURCES = List.of(
            "system-tests/src/test/java/dev/mooring/systemtests/docs",
            "system-tests-cipher/src/test/java/dev/mooring/ciphertests",
            "sync-storage-android/src/test/java/dev/mooring/sync/android/docs",
            "sync-kotlin/src/test/kotlin/dev/mooring/sync/kotlin/docs");
    private static final Pattern BEGIN = Pattern.compile("\\s*// sample: (\\S+)");
    private static final Pattern END = Pattern.compile("\\s*// end");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    private final Path root;

    Samples(Path root) {
        this.root = root;
    }

    /** README.md, CHANGELOG.md and every document below docs/. */
    List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")));
        try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }

    /** The blocks of Java and Kotlin of a document, by the line that each begins at. */
    static Map<Integer, String> codeBlocks(Path document) throws IOException {
        return blocks(document, CODE);
    }

    /** The blocks of a document that begin with one of these fences, by the line that each begins at. */
    static Map<Integer, String> blocks(Path document, Set<String> fences) throws IOException {
        Map<Integer, String> blocks = new TreeMap<>();
        List<String> lines = Files.readAllLines(document);
        for (int i = 0; i < lines.size(); i++) {
            if (fences.contains(lines.get(i).trim())) {
                int begin = i + 1;
                do {
                    i++;
                } while (!lines.get(i).trim().equals("```"));
                blocks.put(begin, unindented(lines.subList(begin, i)));
            }
        }
        return blocks;
    }

    /** The links of a document that stay in the repository, as they are written. */
    static Set<String> links(Path document) throws IOException {
        Set<String> links = new LinkedHashSet<>();
        Matcher link = LINK.matcher(Files.readString(document));
        while (link.find()) {
            String target = link.group(1);
            if (!target.contains("://") && !target.startsWith("mailto:")) {
                links.add(target);
            }
        }
        return links;
    }

    /** The file that such a link leads to. */
    static Path target(Path document, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? document : document.resolveSibling(file).normalize();
    }

    /** The regions of this package's sources, of the tests over another driver, and of those for Android and in Kotlin, by name. */
    Map<String, String> regions() throws IOException {
        Map<String, String> regions = new TreeMap<>();
        for (Path file : sources()) {
            regionsOf(file).forEach((name, text) -> {
                if (regions.put(name, text) != null) {
                    throw new IllegalStateException("two samples are called " + name);
                }
            });
        }
        return regions;
    }

    /** The imports of the file that a region is in, by the text of the region. */
    Map<String, List<String>> imports() throws IOException {
        Map<String, List<String>> imports = new HashMap<>();
        for (Path file : sources()) {
            List<String> ofFile = Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith("import "))
                    .toList();
            regionsOf(file).values().forEach(text -> imports.put(text, ofFile));
        }
        return imports;
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String folder : SOURCES) {
            try (Stream<Path> files = Files.list(root.resolve(folder))) {
                files.filter(Files::isRegularFile).sorted().forEach(sources::add);
            }
        }
        return sources;
    }

    private static Map<String, String> regionsOf(Path file) throws IOException {
        Map<String, String> regions = new TreeMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher begin = BEGIN.matcher(lines.get(i));
            if (begin.matches()) {
                int first = i + 1;
                do {
                    i++;
                } while (!END.matcher(lines.get(i)).matches());
                if (regions.put(begin.group(1), unindented(lines.subList(first, i))) != null) {
                    throw new IllegalStateException("two samples are called " + begin.group(1));
                }
            }
        }
        return regions;
    }

    static String unindented(List<String> lines) {
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.isBlank() ? "" : line.substring(indent).stripTrailing())
                    .append('\n');
        }
        return text.toString().strip();
    }
}
