package dev.mooring.examples.todo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs the story in a temporary folder. The last line says how it ended; the exit code is 0 only if it ended well. */
public final class Main {
    private Main() {}

    /**
     * Tells the story.
     *
     * @param args none
     * @throws Exception if the story breaks off
     */
    public static void main(String[] args) throws Exception {
        System.exit(run(System.out).converged() ? 0 : 1);
    }

    /** Tells the story on a stream. */
    static Ending run(PrintStream out) throws SQLException, IOException, InterruptedException {
        Path folder = Files.createTempDirectory("mooring-todo");
        try {
            Ending ending = new Story(folder, out).run();
            out.println();
            out.println(ending);
            out.flush();
            return ending;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
