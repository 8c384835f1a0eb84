package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/promises.md against the tests that it names, and against the promises of README.md. */
class PromisesTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");
    private static final Pattern PROMISE = Pattern.compile("^> (.+)$", Pattern.MULTILINE);

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, String> tests = tests();
        List<String> missing = new ArrayList<>();
        Matcher named = NAMED.matcher(page());
        int count = 0;
        while (named.find()) {
            count++;
            String source = tests.get(named.group(1));
            String method = named.group(2);
            if (source == null || (method != null && !source.contains("void " + method + "("))) {
                missing.add(named.group());
            }
        }
        assertEquals(List.of(), missing, "tests that docs/promises.md names and nobody has written");
        assertTrue(count > 30, "only " + count + " tests are named");
    }

    @Test
    void everyPromiseOfTheReadmeHasItsTests() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String promised = readme.substring(readme.indexOf("## What it promises"), readme.indexOf("How this is done:"));
        List<String> kept = new ArrayList<>();
        Matcher promise = PROMISE.matcher(page());
        while (promise.find()) {
            kept.add(promise.group(1));
        }
        List<String> untested = new ArrayList<>();
        for (String item : promised.split("\n- ")) {
            String text = item.replaceAll("\\s+", " ").trim();
            String words = text.replaceAll(": \\[docs/.*", "");
            boolean found = text.startsWith("##") || kept.contains(words);
            if (!found) {
                untested.add(text);
            }
        }
        assertEquals(List.of(), untested, "promises of README.md that docs/promises.md does not have word for word");
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/promises.md"));
    }

    /** The source of every test class, by its name. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new HashMap<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                // Other modules may be built at this moment.
                return folder.endsWith("target") || folder.endsWith(".git")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (isTest(file)) {
                    String name = file.getFileName().toString().replace(".java", "");
                    tests.merge(name, Files.readString(file), String::concat);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return tests;
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith("Test.java") && path.contains("/src/test/java/");
    }
}
