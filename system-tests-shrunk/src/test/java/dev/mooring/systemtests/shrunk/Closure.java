package dev.mooring.systemtests.shrunk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The jars of an app, picked from the test's class path. What is missing among them, R8 names. */
final class Closure {
    private final Path folder;

    /** Packs into this folder what is not a jar. */
    Closure(Path folder) {
        this.folder = folder;
    }

    /** What every app takes: the core, the engine on SQLite, the transport, and what they stand on. */
    List<Path> common() throws IOException {
        return jars(
                "sync-core",
                "sync-sqlite",
                "sync-transport-okhttp",
                "okhttp-jvm",
                "okhttp-sse",
                "okio-jvm",
                "moshi",
                "kotlin-stdlib",
                "slf4j-api",
                "jspecify",
                "annotations");
    }

    /** Android's binding to its SQLite. */
    List<Path> android() throws IOException {
        return jars("sync-storage-android");
    }

    /** The layer for Kotlin. */
    List<Path> kotlin() throws IOException {
        return jars("sync-kotlin", "kotlinx-coroutines-core-jvm");
    }

    /** The binding to sqlite-jdbc. */
    List<Path> jdbc() throws IOException {
        return jars("sync-storage-sqlite");
    }

    /** What Android itself has. */
    Path androidItself() throws IOException {
        return jars("android-all").get(0);
    }

    /** The driver, which is shrunk by nobody: its native part calls into it by name. */
    Path driver() throws IOException {
        return jars("sqlite-jdbc").get(0);
    }

    /** The classes of this package that an app consists of, by the beginnings of their names. */
    Path app(String... names) throws IOException {
        String within = Closure.class.getPackageName().replace('.', '/');
        for (Path entry : classPath()) {
            if (Files.exists(entry.resolve(within + "/Closure.class"))) {
                return pack(entry, folder.resolve(names[0] + ".jar"), within, names);
            }
        }
        throw new IllegalStateException("the classes of the tests are not in a folder");
    }

    private List<Path> jars(String... artifacts) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String artifact : artifacts) {
            found.add(jar(artifact));
        }
        return found;
    }

    private Path jar(String artifact) throws IOException {
        for (Path entry : classPath()) {
            if (Files.isDirectory(entry) && entry.endsWith(Path.of(artifact, "target", "classes"))) {
                return pack(entry, folder.resolve(artifact + ".jar"), "");
            }
            if (entry.getFileName().toString().matches(artifact + "-[0-9].*\\.jar")) {
                return entry;
            }
        }
        throw new IllegalStateException(artifact + " is not on the class path");
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
    }

    private static Path pack(Path classes, Path jar, String within, String... names) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes.resolve(within))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = file.getFileName().toString();
                if (names.length == 0 || Stream.of(names).anyMatch(each -> name.matches(each + "([$].*)?[.]class"))) {
                    zip.putNextEntry(
                            new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, zip);
                }
            }
        }
        return jar;
    }
}
