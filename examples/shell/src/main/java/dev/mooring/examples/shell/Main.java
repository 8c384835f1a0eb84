package dev.mooring.examples.shell;

import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Shown;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar mooring.jar --db FILE --server URL --user U COMMAND}: a command line for developers and for tests against
 * live servers. Each run opens the file, does one command and ends. {@code help} tells all commands, options, exit codes and
 * the keys of every JSON object.
 */
public final class Main {
    private static final Set<String> OPTIONS =
            Set.of("db", "server", "server-name", "dialect", "device", "policy", "tables", "token", "cookie", "header");
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
        boolean json = args.contains("--json");
        String name = null;
        try {
            Arguments arguments = Arguments.parse(args);
            if (arguments.flag("help") || arguments.words().equals(List.of("help"))) {
                out.print(help());
                return Exit.DONE;
            }
            if (arguments.words().isEmpty()) {
                throw new UsageException("there is no command");
            }
            name = arguments.words().get(0);
            for (String arg : args) {
                String fault = Utf8.fault(arg);
                if (fault != null) {
                    throw new RefusedException("the command line " + fault + "; nothing was done");
                }
            }
            return run(Commands.named(name), arguments, new Output(out, arguments.flag("json")));
        } catch (UsageException | InvalidPathException e) {
            err.println("mooring: " + Terminal.piece(e.getMessage() + "; try: help"));
            return failed(name, e, json, out, Exit.USAGE);
        } catch (StorageException e) {
            String where = e.kind() == StorageException.Kind.OTHER_IDENTITY
                    ? "; here --user and --server-name say as whom it is opened"
                    : "";
            RefusedException said = new RefusedException(e.getMessage() + where);
            err.println("mooring: " + Terminal.piece(String.valueOf(said.getMessage())));
            return failed(name, said, json, out, Exit.REFUSED);
        } catch (SyncException
                | RefusedException
                | IllegalArgumentException
                | IllegalStateException
                | SQLException
                | IOException e) {
            err.println("mooring: " + Terminal.piece(String.valueOf(e.getMessage())));
            return failed(name, e, json, out, Exit.REFUSED);
        } catch (Exception e) {
            LoggerFactory.getLogger("dev.mooring.shell").error("{} failed unexpectedly", name, Shown.thrown(e));
            RefusedException said = new RefusedException(name + " failed unexpectedly; --verbose logs why");
            err.println("mooring: " + said.getMessage());
            return failed(name, said, json, out, Exit.REFUSED);
        }
    }

    private static int run(Command command, Arguments args, Output out) throws Exception {
        Set<String> known = new HashSet<>(OPTIONS);
        known.addAll(command.options());
        known.addAll(Dialects.options(args));
        args.allowOnly(known);
        command.checkOperands(args);
        try (Session session = new Session(args)) {
            return command.action().run(session, args, out);
        }
    }

    private static int failed(@Nullable String command, Exception e, boolean json, PrintStream out, int exit) {
        if (json) {
            out.println(Json.of(command)
                    .with("error", String.valueOf(e.getMessage()))
                    .with("exit", exit));
        }
        return exit;
    }

    private static String help() throws IOException {
        try (InputStream text = Objects.requireNonNull(Main.class.getResourceAsStream("help.txt"), "help.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
