package dev.mooring.examples.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * {@code java -jar mooring.jar --db FILE --server URL --user U COMMAND}: a command line for developers and for tests against
 * live servers. Each run opens the file, does one command and ends. {@code help} tells all commands, options, exit codes and
 * the keys of every JSON object.
 */
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    /**
     * Runs one command and ends the process.
     *
     * @param args see {@code help}
     */
    public static void main(String[] args) {
        List<String> given = RawArguments.of(args);
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, given.contains("--verbose") ? "debug" : "off");
        }
        PrintStream out = utf8(FileDescriptor.out);
        int exit = run(given, out, utf8(FileDescriptor.err));
        out.flush();
        System.exit(exit);
    }

    /**
     * Runs one command.
     *
     * @param args see {@code help}
     * @param out for results, and for errors as JSON
     * @param err for errors
     * @return the exit code: 0 done, 2 usage, 3 offline, 4 conflict reported, 5 refused, unsafe or failed
     */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        CommandLine shell = Commands.line(out);
        List<String> words = Usage.commandFirst(shell, args);
        Failure failure = new Failure(words, out, err);
        shell.setParameterExceptionHandler((e, given) -> failure.told(e));
        shell.setExecutionExceptionHandler((e, command, given) -> failure.told(e));
        try {
            refuseBytes(words);
            Usage.refuseUnknownOptions(shell, words);
        } catch (ParameterException | RefusedException e) {
            return failure.told(e);
        }
        return shell.execute(words.toArray(String[]::new));
    }

    private static void refuseBytes(List<String> words) {
        for (String word : words) {
            String fault = Utf8.fault(word);
            if (fault != null) {
                throw new RefusedException("the command line " + fault + "; nothing was done");
            }
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
