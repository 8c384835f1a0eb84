package dev.mooring.systemtests.crash;

import dev.mooring.androidtests.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Stands in the place of the one that starts a class as it is: this one starts it inside Robolectric. */
public final class ChildJvm {
    private final Path folder;
    private final String main;

    public ChildJvm(Path folder, Class<?> main) {
        this.folder = folder;
        this.main = main.getName();
    }

    public Process train(String... args) throws IOException {
        return start(args);
    }

    public Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx300m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Drobolectric.offline=true",
                "-Drobolectric.dependency.dir=" + System.getProperty("robolectric.dependency.dir"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                main));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr.txt").toFile())
                .start();
    }

    public String errors() {
        try {
            return Files.readString(folder.resolve("stderr.txt"));
        } catch (IOException e) {
            return "no output: " + e;
        }
    }
}
