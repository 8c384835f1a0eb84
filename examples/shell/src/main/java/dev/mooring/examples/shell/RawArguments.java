package dev.mooring.examples.shell;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The arguments as UTF-8, whatever the locale. Under the locale C, the JVM turns every letter beyond ASCII into a mark of
 * decay before {@code main} sees it; where the platform shows the process's own command line, it is read from there.
 */
final class RawArguments {
    private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    static List<String> of(String[] args) {
        List<String> given = List.of(args);
        boolean ascii = given.stream().allMatch(arg -> arg.chars().allMatch(c -> c < 0x80));
        if (ascii
                || Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
                        .equals(StandardCharsets.UTF_8)) {
            return given;
        }
        try {
            String raw = new String(Files.readAllBytes(OWN_COMMAND_LINE), StandardCharsets.UTF_8);
            List<String> all = List.of(raw.split("\0", -1));
            // The last word ends in a zero as well, behind which there is nothing.
            int end = all.size() - 1;
            return end < args.length ? given : all.subList(end - args.length, end);
        } catch (IOException e) {
            return given;
        }
    }
}
