package dev.mooring.systemtests.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison finds what it is there for, and nothing else. */
class ApiComparisonTest {
    private static final String BEFORE = """
        public interface Shape {
            double area();
            default String name() { return ""; }
            @dev.mooring.sync.Beta default void draw() {}
            record Square(double side) implements Shape { public double area() { return side * side; } }
            @dev.mooring.sync.Beta record Circle(double radius) implements Shape { public double area() { return radius; } }
        }
        """;

    @TempDir
    Path folder;

    @Test
    void whatAppsCanNotSeeMayChange() throws IOException {
        assertEquals(Set.of(), brokenBy(BEFORE.replace("return side * side;", "return Math.pow(side, 2);")));
    }

    @Test
    void whatIsBetaMayGo() throws IOException {
        assertEquals(Set.of(), brokenBy(BEFORE.replaceAll("@dev.mooring.sync.Beta.*", "")));
    }

    @Test
    void aMethodWithADefaultMayCome() throws IOException {
        assertEquals(
                Set.of(),
                brokenBy(BEFORE.replace("double area();", "double area(); default int corners() { return 0; }")));
    }

    @Test
    void aMethodThatIsGoneIsFound() throws IOException {
        assertEquals(
                Set.of("org.example.Shape.name[]: METHOD_REMOVED"),
                brokenBy(BEFORE.replace("default String name() { return \"\"; }", "")));
    }

    @Test
    void aMethodThatOthersMustImplementIsFound() throws IOException {
        String after = BEFORE.replace("double area();", "double area(); int corners();")
                .replace("implements Shape {", "implements Shape { public int corners() { return 4; }");
        assertEquals(Set.of("org.example.Shape.corners[]: METHOD_ADDED_TO_INTERFACE"), brokenBy(after));
    }

    @Test
    void whatBecomesBetaIsFound() throws IOException {
        assertEquals(
                Set.of("org.example.Shape.name[]: METHOD_REMOVED"),
                brokenBy(BEFORE.replace("default String name", "@dev.mooring.sync.Beta default String name")));
    }

    @Test
    void theSameJarBecomesTheSameBytes() throws IOException {
        assertArrayEquals(Files.readAllBytes(signatures("a", BEFORE)), Files.readAllBytes(signatures("b", BEFORE)));
    }

    private Set<String> brokenBy(String after) throws IOException {
        return ApiComparison.broken(signatures("before", BEFORE), signatures("after", after));
    }

    private Path signatures(String name, String source) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name).resolve("org/example"))
                .resolve("Shape.java");
        Files.writeString(file, "package org.example;\n" + source);
        Path classes = folder.resolve(name).resolve("classes");
        Path core = ReleaseRepository.file("sync-core", ".jar");
        NotesModule.tool("javac", "--release", "17", "-cp", core, "-d", classes, file);
        Path jar = folder.resolve(name + "-full.jar");
        NotesModule.tool("jar", "--create", "--file", jar, "-C", classes, ".");
        Path signatures = folder.resolve(name + ".jar");
        Signatures.write(jar, signatures);
        return signatures;
    }
}
