import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints a jar's size against its budget, and fails when it is over. Run by Maven in `verify`: NAME JAR BUDGET_KIB. */
final class JarSize {
    public static void main(String[] args) throws IOException {
        long bytes = Files.size(Path.of(args[1]));
        long budget = Long.parseLong(args[2]);
        boolean over = bytes > budget * 1024;
        System.out.println("jar size: " + args[0] + " " + (bytes + 1023) / 1024 + " KiB of " + budget + " KiB"
                + (over ? ", over its budget" : ""));
        System.exit(over ? 1 : 0);
    }
}
