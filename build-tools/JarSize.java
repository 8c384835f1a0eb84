import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints a jar's size against its budget, and fails when it is over. Run by Maven in `verify`: NAME JAR BUDGET_KIB. */
final class JarSize {
    public static void main(String[] args) throws IOException {
        String name = args[0];
        long bytes = Files.size(Path.of(args[1]));
        long budget = Long.parseLong(args[2]);
        long kib = (bytes + 1023) / 1024;
        System.out.printf("jar size: %s %d KiB of %d KiB%n", name, kib, budget);
        if (bytes > budget * 1024) {
            System.err.printf("%s is over its size budget: %d bytes, allowed are %d%n", name, bytes, budget * 1024);
            System.exit(1);
        }
    }
}
