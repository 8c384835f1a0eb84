package dev.mooring.examples.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every command has. They say which file, which server and whose data. */
final class Options {
    /** What servers call their schema unless they are told otherwise. */
    static final String SCHEMA = "init";

    /** Where no server is asked for: nothing is ever sent there. */
    private static final String NOWHERE = "http://localhost";

    @Option(names = "--db", paramLabel = "FILE", description = "the database; made if it is not there")
    @Nullable
    Path db;

    @Option(names = "--server", paramLabel = "URL", description = "the server's base URL; may change from run to run")
    @Nullable
    String server;

    @Option(
            names = "--server-name",
            paramLabel = "NAME",
            description =
                    "what the file is bound to, with the user; the dialect's name by default. Give one where files of"
                            + " several servers are kept, and one cannot be used with the wrong server by mistake")
    @Nullable
    String serverName;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            completionCandidates = Dialects.Names.class,
            description = "the server's family: event-log (default), op-log, row-sync, entity-sync, changeset")
    String dialect = Dialects.EVENT_LOG;

    @Option(
            names = "--user",
            paramLabel = "U",
            description =
                    "whose data; printable ASCII. Optional for op-log and entity-sync, whose users are told by their"
                            + " credentials, and for changeset, whose rooms are no user's")
    String user = "";

    @Option(names = "--token", paramLabel = "T", description = "sent as a bearer token")
    @Nullable
    String token;

    @Option(names = "--cookie", paramLabel = "NAME=VALUE", description = "a session cookie")
    @Nullable
    String cookie;

    @Option(
            names = "--header",
            paramLabel = "'Name: V'",
            description = "sent with every request, or with the call alone; may be given more than once")
    List<String> header = new ArrayList<>();

    @Option(
            names = "--device",
            paramLabel = "D",
            description = "names this device from now on; a random name otherwise, made once and kept in the file")
    @Nullable
    String device;

    @Option(
            names = "--tables",
            paramLabel = "FILE",
            description = "SQL whose tables sync, instead of put, rm, get and list")
    @Nullable
    Path tables;

    @Option(
            names = "--policy",
            paramLabel = "P",
            completionCandidates = Session.Policies.class,
            description = "server-wins (default), rebase or last-write-wins")
    String policy = "server-wins";

    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "of op-log: names this client to the server; the device's name by default")
    @Nullable
    String clientId;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "of op-log: what the Origin header says; made from --server by default")
    @Nullable
    String origin;

    @Option(
            names = "--repertoire",
            paramLabel = "URL",
            description =
                    "of entity-sync: the server's socket (ws:// or wss://). The pieces of the repertoire sync then,"
                            + " too, over it alone; --token has to be one that says whose it is")
    @Nullable
    String repertoire;

    @Option(
            names = "--meta",
            paramLabel = "FILE",
            description = "of row-sync: the tables, as JSON; may be left out with --tables")
    @Nullable
    Path meta;

    @Option(
            names = "--room",
            paramLabel = "NAME",
            description = "of changeset: the database's file at the server, such as notes.sqlite3")
    @Nullable
    String room;

    @Option(
            names = "--schema-name",
            paramLabel = "NAME",
            description = "of changeset: what the server calls the schema; init by default")
    String schemaName = SCHEMA;

    @Option(
            names = "--schema-version",
            paramLabel = "N",
            description =
                    "of changeset: the schema's number, as GET /ROOM/meta tells it; made of the text of --tables by"
                            + " default, which then has to be the server's schema file to the byte")
    @Nullable
    Long schemaVersion;

    @Option(names = "--json", description = "print one JSON object a line")
    boolean json;

    @Option(names = "--verbose", description = "log to the standard error")
    boolean verbose;

    @Option(names = "--help", usageHelp = true, description = "print what there is to be said of the command")
    boolean help;

    /** Which channel is listened to; {@code watch} alone sets it. */
    ChannelChoice channel = ChannelChoice.OFF;

    /** Whether the command talks to the server; those that touch the file alone need none. */
    boolean network;

    Path database() {
        return required("--db", db);
    }

    /** The server's address; of none where the command does not talk to it. */
    String serverUrl() {
        return server == null && !network ? NOWHERE : required("--server", server);
    }

    String requiredUser() {
        return required("--user", user);
    }

    Path requiredMeta() {
        return required("--meta", meta);
    }

    String requiredRoom() {
        return required("--room", room);
    }

    Path requiredTables() {
        return required("--tables", tables);
    }

    private static <T> T required(String name, @Nullable T value) {
        if (value == null || value.toString().isEmpty()) {
            throw new UsageException(name + " is missing");
        }
        return value;
    }

    /** The headers by name. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String one : header) {
            int colon = one.indexOf(':');
            if (colon < 1) {
                throw new UsageException("--header is 'Name: value', not " + one);
            }
            headers.put(one.substring(0, colon).trim(), one.substring(colon + 1).trim());
        }
        return headers;
    }

    /** The headers for the one call alone: no other request has them then. */
    Map<String, String> takeHeaders() {
        Map<String, String> taken = headers();
        header = List.of();
        return taken;
    }
}
