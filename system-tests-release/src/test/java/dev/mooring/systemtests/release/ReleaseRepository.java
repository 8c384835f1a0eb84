package dev.mooring.systemtests.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder that `-Prelease` has laid down, with the layout of a Maven repository. */
final class ReleaseRepository {
    static final Path ROOT = Path.of(System.getProperty("mooring.root", ".."));
    static final String VERSION = System.getProperty("mooring.version");
    static final Path FOLDER = Path.of(System.getProperty("mooring.release.repository"));

    private static final Path GROUP = FOLDER.resolve("dev/mooring");

    private ReleaseRepository() {}

    /** @return the names of all modules in it, in alphabetical order */
    static List<String> modules() throws IOException {
        return list(GROUP).stream().map(path -> path.getFileName().toString()).toList();
    }

    /**
     * @param suffix such as {@code .jar} or {@code -sources.jar}
     * @return the one file of a module whose name ends like this; a snapshot has its time in the name
     */
    static Path file(String module, String suffix) throws IOException {
        Path folder = GROUP.resolve(module).resolve(VERSION);
        String version = VERSION.endsWith("-SNAPSHOT")
                ? VERSION.replace("-SNAPSHOT", "-\\d{8}\\.\\d{6}-\\d+")
                : VERSION.replace(".", "\\.");
        String name = module + "-" + version + suffix.replace(".", "\\.");
        List<Path> found = list(folder).stream()
                .filter(path -> path.getFileName().toString().matches(name))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " is there " + found.size() + " times in " + folder);
        }
        return found.get(0);
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
