package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Everything that an app may use has its comment, with each parameter, result and exception. The compiler could check that too, but
 * it would ask the constructors of records for what the record itself has said already.
 */
class JavadocTest {
    private static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));
    private static final List<String> MODULES = List.of(
            "sync-core",
            "sync-sqlite",
            "sync-storage-sqlite",
            "sync-storage-android",
            "sync-transport-okhttp",
            "sync-inspector");

    @Test
    void everythingPublicIsDescribed() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(JavadocTest::isPublished).forEach(sources::add);
            }
        }
        assertTrue(sources.size() > 100, "only " + sources.size() + " files");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> missing = new ArrayList<>();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                missing.addAll(new Undescribed(task, unit).found());
            }
        }
        assertEquals("", String.join("\n", missing), "what has no description");
    }

    private static boolean isPublished(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java") && !path.contains("/internal/") && !path.endsWith("-info.java");
    }
}
