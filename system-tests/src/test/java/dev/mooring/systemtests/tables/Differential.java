package dev.mooring.systemtests.tables;

import dev.mooring.sync.Change;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.CrashingStorage.Moment;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run: device A plays random SQL, device B gets it over a stand-in server, and a third database, without the library, plays
 * the same SQL. A must be what the third one is, always; B must be what A is, whenever both have synced.
 */
final class Differential implements AutoCloseable {
    private static final int ROUNDS = 5;
    private static final Pattern OP = Pattern.compile("\"op\":\"(insert|update|delete)\"");

    private final Script script;
    private final VirtualScheduler time;
    private final Plain plain;
    private final TableDevice a;
    private final TableDevice b;

    private Differential(Script script, Path folder) throws SQLException {
        this.script = script;
        this.time = new VirtualScheduler(script.seed());
        LogServer server = new LogServer(script);
        plain = new Plain(script.schema());
        a = new TableDevice("a", folder.resolve("a.db"), script.schema(), server, time);
        b = new TableDevice("b", folder.resolve("b.db"), script.schema(), server, time);
    }

    /** Throws a {@link Difference} if there is one. */
    static void run(Script script, Path folder) throws SQLException {
        try (Differential run = new Differential(script, folder)) {
            for (Event event : script.events()) {
                run.happen(event);
                run.compare("A is not what its SQL says", run.plain.dump(), run.a.dump());
                if (run.plain.isBroken()) {
                    return;
                }
            }
            run.end();
        }
    }

    private void happen(Event event) throws SQLException {
        switch (event.what()) {
            case WRITE, OWN, SECOND, CUT -> write(event);
            case SYNC_A -> sync(a);
            case SYNC_B -> sync(b);
            case SYNC_BOTH -> both();
            case REOPEN_A -> a.reopen();
            case REOPEN_B -> b.reopen();
            case DIE_A -> die(a, event.amount());
            case DIE_B -> die(b, event.amount());
        }
    }

    // ---- A writes

    private void write(Event event) throws SQLException {
        Transaction transaction = Objects.requireNonNull(event.transaction());
        if (event.what() == Event.What.CUT) {
            new Play(a.own(0), Play.Watcher.NONE).begin(transaction, event.amount());
            a.disconnect();
            return;
        }
        long before = a.look(tx -> tx.captures().waiting());
        Map<String, List<String>> rows = plain.dump();
        boolean committed = event.what() == Event.What.WRITE
                ? a.write(transaction)
                : new Play(a.own(event.what() == Event.What.OWN ? 0 : 1), Play.Watcher.NONE).play(transaction);
        if (committed != plain.play(transaction)) {
            throw new Difference(
                    "A transaction ended otherwise than without the library", "on A committed: " + committed);
        }
        boolean nothing = transaction.steps().stream().allMatch(step -> step.kind() == Kind.UPDATE_NOTHING);
        if (nothing
                && rows.equals(plain.dump())
                && before != a.look(tx -> tx.captures().waiting())) {
            throw new Difference("An update that changes nothing was captured", transaction.toString());
        }
    }

    // ---- devices sync

    private boolean sync(TableDevice device) throws SQLException {
        SyncReport report = device.sync();
        if (device.isDead()) {
            device.reopen();
            return false;
        }
        if (!(report instanceof SyncReport.Synced)) {
            throw new Difference("A sync did not end well", String.valueOf(report));
        }
        return true;
    }

    private void both() throws SQLException {
        if (sync(a) && sync(b)) {
            same();
        }
    }

    private void same() throws SQLException {
        if (!a.dump().equals(b.dump())) {
            throw new Difference(
                    "B is not what A is", Dump.difference(a.dump(), b.dump()) + "set aside on B: " + b.setAside());
        }
    }

    private void die(TableDevice device, int amount) throws SQLException {
        device.dieAt(amount / 2, amount % 2 == 0 ? Moment.BEFORE_COMMIT : Moment.AFTER_COMMIT);
        sync(device);
        device.dieAt(-1, Moment.BEFORE_COMMIT);
    }

    // ---- the end

    private void end() throws SQLException {
        for (int i = 0; i < ROUNDS; i++) {
            sync(a);
            sync(b);
        }
        compare("A is not what its SQL says", plain.dump(), a.dump());
        same();
        nothingLeft("A", a);
        nothingLeft("B", b);
        search();
        history();
    }

    private static void nothingLeft(String name, TableDevice device) throws SQLException {
        SyncStatus status = device.client().status();
        long captured = device.look(tx -> tx.captures().waiting());
        boolean settled = status.pending()
                        + status.counts().superseded()
                        + status.counts().quarantined()
                        + captured
                == 0;
        if (!settled || !device.setAside().isEmpty()) {
            throw new Difference(
                    "Something is left on " + name,
                    status + ", captured " + captured + ", set aside " + device.setAside());
        }
    }

    /** The app's own triggers have seen what was applied. */
    private void search() throws SQLException {
        if (script.schema().searched().isEmpty()) {
            return;
        }
        Table table = script.schema().table(script.schema().searched());
        String of = "(SELECT " + table.keyText(table.name()) + " AS k, typeof(c1) || hex(c1) AS v FROM " + table.name()
                + ")";
        compare(
                "B's triggers have not seen all changes",
                Map.of("search", Dump.rows(b.own(0), of, List.of("k", "v"))),
                Map.of("search", Dump.rows(b.own(0), "search", List.of("k", "v"))));
    }

    /** Each change fits the ones before it, so none was lost, made up, or taken in twice. */
    private void history() {
        Set<String> there = new HashSet<>();
        for (Change change : b.client().log(0, Integer.MAX_VALUE)) {
            String row = change.collection() + "/" + change.key();
            boolean fits = switch (op(change.payload())) {
                case "insert" -> there.add(row);
                case "update" -> there.contains(row);
                default -> there.remove(row);
            };
            if (!fits) {
                throw new Difference("A change does not fit those before it", op(change.payload()) + " of " + row);
            }
        }
    }

    /** Not every server keeps the kind of a mutation; its payload tells. */
    private static String op(String payload) {
        Matcher op = OP.matcher(payload);
        if (!op.find()) {
            throw new Difference("A payload is no row change", payload);
        }
        return op.group(1);
    }

    private void compare(String kind, Map<String, List<String>> expected, Map<String, List<String>> actual) {
        if (!expected.equals(actual)) {
            throw new Difference(kind, Dump.difference(expected, actual));
        }
    }

    @Override
    public void close() throws SQLException {
        a.close();
        b.close();
        plain.close();
    }
}
