package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(PromisesTest::isTest).toList()) {
                tests.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
            }
        }
        return tests;
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith("Test.java") && path.contains("/src/test/java/");
    }
}
