package dev.mooring.systemtests.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Starts child processes quickly: the class path is packed into jars once, and a first child that ends by itself leaves an
 * archive of its loaded classes for the others.
 */
public final class ChildJvm {
    private final Path folder;
    private final String classPath;
    private final Path archive;
    private final String main;

    public ChildJvm(Path folder, Class<?> main) throws IOException {
        this.main = main.getName();
        this.folder = folder;
        this.archive = folder.resolve("classes.jsa");
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                jars.add(pack(path, folder.resolve("classes-" + jars.size() + ".jar")));
            } else if (Files.exists(path)) {
                jars.add(entry);
            }
        }
        classPath = String.join(":", jars);
    }

    public Process train(String... args) throws IOException {
        return start("-XX:ArchiveClassesAtExit=" + archive, args);
    }

    public Process start(String... args) throws IOException {
        return start("-XX:SharedArchiveFile=" + archive, args);
    }

    public String errors() {
        try {
            return Files.readString(folder.resolve("stderr.txt"));
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    private Process start(String sharing, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                sharing,
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Its own, as older drivers delete each other's libraries.
                "-Dorg.sqlite.tmpdir=" + Files.createTempDirectory(folder, "driver"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr.txt").toFile())
                .start();
    }

    private static String pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return jar.toString();
    }
}
