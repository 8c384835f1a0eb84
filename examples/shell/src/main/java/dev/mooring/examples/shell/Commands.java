package dev.mooring.examples.shell;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Every command: its name, its operands, its own options, and what help says of it. Each method opens a session and does the command there.
 * It returns the exit code. {@link Help} lists the commands in two groups.
 */
@Command(
        name = "mooring",
        customSynopsis = "java -jar mooring.jar --db FILE --server URL [--dialect D] --user U [options] COMMAND",
        description = {
            "One file holds one device's data of one user at one server. Options may stand before or behind the"
                    + " command, as --name value or --name=value (the latter for a value that begins with --); behind --"
                    + " everything is an operand."
        })
final class Commands {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final PrintStream out;

    @Mixin
    Options options = new Options();

    @Spec
    @Nullable
    CommandSpec spec;

    private Commands(PrintStream out) {
        this.out = out;
    }

    /** A new command line, which prints what it is asked for to a stream. */
    static CommandLine line(PrintStream out) {
        CommandLine line = new CommandLine(new Commands(out))
                .setOut(new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true))
                .setExpandAtFiles(false); // A key may begin with an @.
        Help.of(line);
        return line;
    }

    private interface Action {
        int run(Session session, Output out) throws Exception;
    }

    private int in(Options given, Action action) throws Exception {
        return in(given, EVERY, action);
    }

    private int in(Options given, Duration every, Action action) throws Exception {
        Dialects.refuseOptionsOfOthers(given);
        try (Session session = new Session(given, every)) {
            return action.run(session, new Output(out, given.json));
        }
    }

    private int onItems(String command, Options given, Action action) throws Exception {
        if (given.tables != null) {
            throw new UsageException(command + " is for items; with --tables there is sql instead");
        }
        return in(given, action);
    }

    // ---- commands that touch the file alone

    @Command(description = "record a value; JSON may be - for the standard input")
    int put(
            @Parameters(paramLabel = "COLLECTION") String collection,
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "JSON") String json,
            @Option(
                            names = "--kind",
                            paramLabel = "K",
                            description = "what happened, put by default (event-log; the other servers keep none)")
                    @Nullable
                    String kind,
            @Mixin Options given)
            throws Exception {
        if (kind != null && !Dialects.carriesKinds(given)) {
            throw new UsageException(
                    "--kind is nothing that servers of this dialect keep, so nobody else would see it");
        }
        return onItems(
                "put",
                given,
                (session, to) -> ItemCommands.put(
                        session, collection, key, kind == null ? Dialects.PUT : kind, ItemCommands.textOf(json), to));
    }

    @Command(description = "record a deletion")
    int rm(
            @Parameters(paramLabel = "COLLECTION") String collection,
            @Parameters(paramLabel = "KEY") String key,
            @Mixin Options given)
            throws Exception {
        boolean wholeRow = Dialects.deletesWholeRows(given);
        return onItems("rm", given, (session, to) -> ItemCommands.remove(session, collection, key, wholeRow, to));
    }

    @Command(description = "print a current value")
    int get(
            @Parameters(paramLabel = "COLLECTION") String collection,
            @Parameters(paramLabel = "KEY") String key,
            @Mixin Options given)
            throws Exception {
        return onItems("get", given, (session, to) -> ItemCommands.get(session, collection, key, to));
    }

    @Command(description = "print the current values of a collection")
    int list(@Parameters(paramLabel = "COLLECTION") String collection, @Mixin Options given) throws Exception {
        return onItems("list", given, (session, to) -> ItemCommands.list(session, collection, to));
    }

    @Command(description = "print counts and position, and how the last sync ended")
    int status(@Mixin Options given) throws Exception {
        return in(given, (session, to) -> LocalCommands.status(session, given, to));
    }

    @Command(description = "print what is not settled by the server, in order")
    int outbox(@Mixin Options given) throws Exception {
        return in(given, LocalCommands::outbox);
    }

    @Command(description = "print what the server is known to hold")
    int log(
            @Option(names = "--since", paramLabel = "N", description = "behind that position, 0 by default") @Nullable
                    Long since,
            @Mixin Options given)
            throws Exception {
        long after = since == null ? 0 : since;
        if (after < 0) {
            throw new UsageException("--since must be a whole number from 0, not " + after);
        }
        return in(given, (session, to) -> LocalCommands.log(session, after, to));
    }

    @Command(description = "print mutations that lost against the server")
    int superseded(@Mixin Options given) throws Exception {
        return in(given, LocalCommands::superseded);
    }

    @Command(description = "print mutations that the server refused for good")
    int quarantined(@Mixin Options given) throws Exception {
        return in(given, LocalCommands::quarantined);
    }

    @Command(description = "queue a quarantined mutation again")
    int retry(@Parameters(paramLabel = "ID") UUID id, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> LocalCommands.retry(session, id, to));
    }

    @Command(description = "queue a superseded mutation anew, under a new id")
    int reissue(@Parameters(paramLabel = "ID") UUID id, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> LocalCommands.reissue(session, id, to));
    }

    @Command(description = "forget a superseded or quarantined mutation")
    int drop(@Parameters(paramLabel = "ID") UUID id, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> LocalCommands.drop(session, id, to));
    }

    @Command(
            description =
                    "show what the file holds on a page in the browser, until Ctrl-C: what waits and what it changes,"
                            + " what was superseded, refused and set aside, with buttons to retry, reissue, drop and"
                            + " export. The address has a secret in it; it answers on this machine alone")
    int inspect(
            @Option(names = "--port", paramLabel = "N", description = "any that is free by default") @Nullable
                    Integer port,
            @Option(names = "--sync", description = "sync meanwhile, every 5 seconds, so that exchanges are shown, too")
                    boolean sync,
            @Option(names = "--without-payloads", description = "show no payloads, also if the page is asked for them")
                    boolean withoutPayloads,
            @Option(names = "--without-buttons", description = "look, and change nothing") boolean withoutButtons,
            @Mixin Options given)
            throws Exception {
        given.network = sync;
        Inspecting wishes = new Inspecting(port == null ? 0 : port, sync, !withoutPayloads, !withoutButtons);
        return in(given, wishes::run);
    }

    @Command(description = "look for damage in the file")
    int check(@Mixin Options given) throws Exception {
        return in(given, RecoveryCommands::check);
    }

    @Command(description = "save what is not at the server to a file of JSON lines, whole or not at all")
    int export(@Parameters(paramLabel = "FILE") Path file, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> RecoveryCommands.export(session, file, to));
    }

    @Command(
            name = "import",
            description = "take in what was exported, under its own ids; what is here already is passed over")
    int importFrom(@Parameters(paramLabel = "FILE") Path file, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> RecoveryCommands.importFrom(session, file, to));
    }

    @Command(
            description =
                    "run SQL over a connection of its own, as any program would, with references enforced; STATEMENT"
                            + " may be several, which end with a semicolon, or - for the standard input. Prints rows, or"
                            + " how many rows were changed. What is captured in synced tables is queued")
    int sql(@Parameters(paramLabel = "STATEMENT") String statement, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> SqlCommands.sql(session, ItemCommands.textOf(statement), to));
    }

    @Command(description = "print the server's rows that the tables have no place for, and why (with --tables)")
    int aside(@Mixin Options given) throws Exception {
        return in(given, SqlCommands::aside);
    }

    @Command(description = "queue the rows that were there before the table came under sync (with --tables)")
    int adopt(@Parameters(paramLabel = "TABLE") String table, @Mixin Options given) throws Exception {
        return in(given, (session, to) -> SqlCommands.adopt(session, table, to));
    }

    // ---- commands that touch the network

    @Command(description = "send what is queued, pull what is new")
    int sync(@Mixin Options given) throws Exception {
        given.network = true;
        if (given.repertoire != null) {
            given.channel = ChannelChoice.of(null, given.dialect, given.repertoire);
        }
        return in(given, SyncCommands::sync);
    }

    @Command(
            description = "one API call, with what is queued; never queued, never repeated. Through the server where it"
                    + " makes calls (event-log), else to it: URL is relative to the server's then. --header goes"
                    + " with the call")
    int call(
            @Parameters(paramLabel = "URL") String url,
            @Option(names = "--method", paramLabel = "M", description = "GET by default, POST with a body") @Nullable
                    String method,
            @Option(names = "--body", paramLabel = "B", description = "the body; - for the standard input") @Nullable
                    String body,
            @Mixin Options given)
            throws Exception {
        given.network = true;
        SyncCommands.Wanted wanted = new SyncCommands.Wanted(url, method, body, given.takeHeaders());
        return in(given, (session, to) -> SyncCommands.call(session, wanted, to));
    }

    @Command(
            description =
                    "fetch anew what the server has, in place of what is here; what waits stays on top. The way out"
                            + " where sync says unsafe")
    int rebuild(@Mixin RecoveryCommands.Rebuild wanted, @Mixin Options given) throws Exception {
        given.network = true;
        return in(given, (session, to) -> RecoveryCommands.rebuild(session, wanted, to));
    }

    @Command(
            description =
                    "sync again and again, and print what comes, at once where a channel tells of it; with --tables,"
                            + " also which rows change, whoever changes them")
    int watch(
            @Option(
                            names = "--every",
                            paramLabel = "SECONDS",
                            description =
                                    "5 by default; fractions are welcome. Ten times as long while a channel lives")
                    @Nullable
                    Double seconds,
            @Option(names = "--count", paramLabel = "N", description = "end after so many syncs; never by default")
                    @Nullable
                    Long count,
            @Option(
                            names = "--live",
                            paramLabel = "CHANNEL",
                            completionCandidates = Channels.class,
                            description =
                                    "auto (default): what the server has itself, /do/live of event-log; off: none; or"
                                            + " a URL: ws:// or wss:// is entity-sync's socket, else a WebSocket of which"
                                            + " every message wakes, http:// or https:// server-sent events. A URL is"
                                            + " asked with the same credential")
                    @Nullable
                    String live,
            @Mixin Options given)
            throws Exception {
        given.network = true;
        given.channel = ChannelChoice.of(live, given.dialect, given.repertoire);
        if (seconds != null && !(seconds >= 0.001 && seconds <= 1e15)) {
            throw new UsageException("--every must be a number from 0.001, not " + seconds);
        }
        if (count != null && count < 1) {
            throw new UsageException("--count must be a whole number from 1, not " + count);
        }
        Duration every = seconds == null ? EVERY : Duration.ofMillis((long) (1000 * seconds));
        long syncs = count == null ? Long.MAX_VALUE : count;
        return in(given, every, (session, to) -> SyncCommands.watch(session, syncs, to));
    }

    /** What {@code --live} takes besides URLs, for completion. */
    static final class Channels extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Channels() {
            super(List.of("auto", "off"));
        }
    }

    // ---- commands about commands

    @Command(
            description = "try a server against what its family promises; it writes to it, as throw-away users. What is"
                    + " broken is printed with its proof")
    int conform(@Mixin Conforming.Wishes wishes, @Mixin Options given) throws Exception {
        return new Conforming(wishes, given, new Output(out, given.json)).run();
    }

    @Command(helpCommand = true, description = "print this, or what one command takes")
    int help(@Parameters(paramLabel = "COMMAND", arity = "0..1") @Nullable String command, @Mixin Options ignored) {
        CommandLine all = line();
        CommandLine one = command == null ? all : all.getSubcommands().get(command);
        if (one == null) {
            throw new UnmatchedArgumentException(all, List.of(String.valueOf(command)));
        }
        one.usage(all.getOut(), all.getColorScheme());
        return Exit.DONE;
    }

    @Command(
            name = "generate-completion",
            description = "print a script by which bash and zsh complete what is typed: source <(mooring"
                    + " generate-completion)")
    int generateCompletion(@Mixin Options ignored) {
        CommandLine all = line();
        all.getOut().println(AutoComplete.bash(all.getCommandName(), all));
        return Exit.DONE;
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("the command line is not made yet");
        }
        return spec.commandLine();
    }
}
