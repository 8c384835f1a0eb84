package dev.mooring.examples.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The arguments as UTF-8, whatever the locale. Under the locale C, the JVM turns every letter beyond ASCII into a mark of
 * decay before {@code main} sees it, and under any locale what is not UTF-8; where the platform shows the process's own
 * command line, it is read from there.
 */
final class RawArguments {
    private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

    private static final boolean IS_UTF_8 =
            System.getProperty("sun.jnu.encoding", "UTF-8").equalsIgnoreCase("UTF-8");

    private RawArguments() {}

    static List<String> of(String[] args) {
        List<String> given = List.of(args);
        if (given.stream().allMatch(arg -> arg.chars().allMatch(RawArguments::isSure))) {
            return given;
        }
        try {
            String raw = Utf8.text(Files.readAllBytes(OWN_COMMAND_LINE));
            List<String> all = List.of(raw.split("\0", -1));
            // The last word ends in a zero as well, behind which there is nothing.
            int end = all.size() - 1;
            return end < args.length ? given : all.subList(end - args.length, end);
        } catch (IOException e) {
            return given;
        }
    }

    private static boolean isSure(int c) {
        return c < 0x80 || (c != 0xFFFD && IS_UTF_8);
    }
}
