package dev.mooring.examples.server;

import java.io.File;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the command line says. */
@Command(
        name = "java -jar mooring-server.jar",
        description = "Serves event logs, one for each user, over SQLite or PostgreSQL.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class Options {
    @Option(names = "--port", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}; 0 is a free one.")
    int port = 8787;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Default: ${DEFAULT-VALUE}.")
    String host = "127.0.0.1";

    @Option(names = "--db", paramLabel = "FILE", description = "A file of SQLite. Default: ${DEFAULT-VALUE}.")
    File db = new File("mooring-server.db");

    @Option(
            names = "--jdbc",
            paramLabel = "URL",
            description = "PostgreSQL instead: jdbc:postgresql://host/database. PGUSER and PGPASSWORD are taken.")
    String jdbc = "";

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "To PostgreSQL, for writing, and as many for reading. Default: ${DEFAULT-VALUE}.")
    int connections = 16;

    @Option(
            names = "--jwt-secret-file",
            paramLabel = "FILE",
            description = "The secret of the users' tokens (HS256), at least 32 bytes. Without one, the server takes"
                    + " X-User-Id from everybody, and serves this machine only.")
    @Nullable
    File jwtSecret;

    @Option(
            names = "--proxy-config",
            paramLabel = "FILE",
            description = "What /do/proxy may call: lines target.NAME=URL, secret.NAME=VALUE, only.SECRET=TARGET."
                    + " Without it: nothing.")
    @Nullable
    File proxyConfig;

    @Option(names = "--lease-seconds", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    int leaseSeconds = 120;

    @Option(
            names = "--compact-behind",
            paramLabel = "N",
            description = "Drops events that a later one of the same key supersedes, but for the last N of a log."
                    + " Default: ${DEFAULT-VALUE}, which drops none.")
    long compactBehind;

    @Option(
            names = "--restored",
            description = "The database is a restored backup: clients must not take it for what they know.")
    boolean restored;

    @Option(
            names = "--moved",
            description = "The database is at another place of PostgreSQL, and has all that was committed: its history"
                    + " goes on. Without this or --restored, it is a copy there.")
    boolean moved;

    @Option(
            names = "--failover-loses-nothing",
            description = "The standby that takes over has all that was committed, as it is synchronous: the history"
                    + " goes on. Without this, it ends, and clients look at the log anew.")
    boolean failoverLosesNothing;

    @Option(
            names = "--backup-to",
            paramLabel = "FILE",
            description = "Copies the file of --db while servers use it, and ends. The copy is another history.")
    @Nullable
    File backupTo;
}
