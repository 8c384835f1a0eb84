package dev.mooring.examples.server;

import dev.mooring.examples.server.store.Backup;
import java.io.PrintStream;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** {@code java -jar mooring-server.jar [--port N] [--db FILE]}; {@code --help} tells all options. */
public final class Main {
    private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    /**
     * Serves until the process ends.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "warn");
        }
        int exit = run(args, System.out, System.err);
        if (exit >= 0) {
            System.exit(exit);
        }
    }

    /** Returns -1 if a server runs from now on. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, out, err, Clock.systemUTC());
    }

    /** The same by another clock. */
    static int run(String[] args, PrintStream out, PrintStream err, Clock clock) {
        Options options = new Options();
        CommandLine line = new CommandLine(options);
        try {
            if (line.parseArgs(args).isUsageHelpRequested()) {
                line.usage(out);
                return 0;
            }
            if (options.backupTo != null) {
                Backup.copy(options.db, options.backupTo);
                return 0;
            }
            return serve(options, out, err, clock);
        } catch (ParameterException | IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (Exception e) {
            err.println("the server could not begin: " + e.getMessage());
            return 1;
        }
    }

    private static int serve(Options options, PrintStream out, PrintStream err, Clock clock) throws Exception {
        MooringServer server = new MooringServer(options, clock);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
        if (options.jwtSecret == null) {
            err.println("No --jwt-secret-file: every X-User-Id is believed. This machine only.");
        }
        out.println("serving http://" + options.host + ":" + server.port());
        out.flush();
        return -1;
    }
}
