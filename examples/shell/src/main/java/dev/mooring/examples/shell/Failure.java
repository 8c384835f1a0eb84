package dev.mooring.examples.shell;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.text.Shown;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/** Tells why a command failed, on a line of the standard error and with {@code --json} as an object, and gives the exit code. */
final class Failure {
    private final @Nullable String command;
    private final boolean json;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * Of one run.
     *
     * @param words the command line, with the command in front
     * @param out for the JSON object
     * @param err for the line
     */
    Failure(List<String> words, PrintStream out, PrintStream err) {
        this.command = words.isEmpty() || words.get(0).startsWith("--") ? null : words.get(0);
        this.json = words.contains("--json");
        this.out = out;
        this.err = err;
    }

    /** Tells it, and returns the exit code. */
    int told(Exception e) {
        if (e instanceof ParameterException wrong) {
            return usage(Usage.words(wrong));
        } else if (e instanceof UsageException || e instanceof InvalidPathException) {
            return usage(String.valueOf(e.getMessage()));
        } else if (e instanceof StorageException broken) {
            boolean other = broken.kind() == StorageException.Kind.OTHER_IDENTITY;
            return refused(
                    broken.getMessage() + (other ? "; here --user and --server-name say as whom it is opened" : ""));
        } else if (e instanceof SyncException
                || e instanceof RefusedException
                || e instanceof IllegalArgumentException
                || e instanceof IllegalStateException
                || e instanceof SQLException
                || e instanceof IOException) {
            return refused(String.valueOf(e.getMessage()));
        }
        LoggerFactory.getLogger("dev.mooring.shell").error("{} failed unexpectedly", command, Shown.thrown(e));
        return refused(command + " failed unexpectedly; --verbose logs why");
    }

    private int usage(String words) {
        return told(words, words + "; try: help", Exit.USAGE);
    }

    private int refused(String words) {
        return told(words, words, Exit.REFUSED);
    }

    private int told(String words, String line, int exit) {
        err.println("mooring: " + Terminal.piece(line));
        if (json) {
            out.println(Json.of(command).with("error", words).with("exit", exit));
        }
        return exit;
    }
}
