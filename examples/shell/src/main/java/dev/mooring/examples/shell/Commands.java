package dev.mooring.examples.shell;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Every command by its name. */
final class Commands {
    private static final Map<String, Command> ALL = new LinkedHashMap<>();

    static {
        add("put", "COLLECTION KEY JSON", Set.of("kind"), ItemCommands::put);
        add("rm", "COLLECTION KEY", Set.of(), ItemCommands::remove);
        add("get", "COLLECTION KEY", Set.of(), ItemCommands::get);
        add("list", "COLLECTION", Set.of(), ItemCommands::list);
        add("sql", "STATEMENT", Set.of(), SqlCommands::sql);
        add("aside", "", Set.of(), SqlCommands::aside);
        add("adopt", "TABLE", Set.of(), SqlCommands::adopt);
        add("sync", "", Set.of(), SyncCommands::sync);
        add("call", "URL", Set.of("method", "body"), SyncCommands::call);
        add("watch", "", Set.of("every", "count"), SyncCommands::watch);
        add("status", "", Set.of(), LocalCommands::status);
        add("outbox", "", Set.of(), LocalCommands::outbox);
        add("log", "", Set.of("since"), LocalCommands::log);
        add("superseded", "", Set.of(), LocalCommands::superseded);
        add("quarantined", "", Set.of(), LocalCommands::quarantined);
        add("retry", "ID", Set.of(), LocalCommands::retry);
        add("drop", "ID", Set.of(), LocalCommands::drop);
        add("reissue", "ID", Set.of(), LocalCommands::reissue);
        add("check", "", Set.of(), RecoveryCommands::check);
        add("export", "FILE", Set.of(), RecoveryCommands::export);
        add("import", "FILE", Set.of(), RecoveryCommands::importFrom);
        add("rebuild", "", Set.of("preview", "cancel", "export", "drop", "resend"), RecoveryCommands::rebuild);
    }

    private Commands() {}

    private static void add(String name, String operands, Set<String> options, Command.Action action) {
        ALL.put(name, new Command(name, operands, options, action));
    }

    static Command named(String name) {
        Command command = ALL.get(name);
        if (command == null) {
            throw new UsageException("there is no command " + name);
        }
        return command;
    }
}
