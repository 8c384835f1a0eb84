package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.Race;
import dev.mooring.sync.testing.oplog.StoredOp;
import dev.mooring.sync.testing.simulation.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The op-log half of a world: the stand-in server, its races included, and its log read without the dialect's help.
 *
 * <p>A push names the generation, and the server takes an operation once whatever came before it. So a client that has seen no
 * failure pushes without a look, and if the server was restored from a backup of the same generation meanwhile, it takes one batch:
 * the pull behind it tells.
 */
class OpLogWorld<DB> extends DialectWorld<DB> {
    private static final String USER = "u1";
    private static final String API = "https://";

    private final Map<String, Integer> calls = new HashMap<>();
    private final OpLogServer server =
            OpLogServer.builder().user(USER).keys(() -> "g0").build();
    private final Garbage garbage = new Garbage(
            "{\"datasetGenerationKey\":\"g0\",\"ops\":[],\"serverSeq\":-1}",
            "{\"datasetGenerationKey\":\"gx\"}",
            "{\"snapshot\":\"\"}");
    /** What each generation held when it ended. */
    private final Map<String, List<ServerFact>> ended = new HashMap<>();

    private final List<StoredOp> lost = new ArrayList<>();
    private List<StoredOp> left = List.of();
    private List<ServerFact> facts = List.of();
    private long known;
    private int generations;
    private int writes;

    OpLogWorld(Databases<DB> databases) {
        super(databases);
    }

    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        return new InProcessTransport(
                OpLogDialect.builder("d" + device).maxBatchCount(maxBatchCount).build(),
                this::handle,
                (ask, body) -> Cuts.opLog(ask, body, slice),
                garbage);
    }

    private Reply handle(Request request) {
        if (!request.path().startsWith(API)) {
            return server.handle(request);
        }
        calls.merge(request.path(), 1, Integer::sum);
        return Reply.of(200, Map.of("Content-Type", "text/plain"), "done");
    }

    @Override
    public List<ServerFact> facts() {
        if (!lost.isEmpty()) {
            if (!server.ops(USER).equals(left)) {
                throw new Violation("I10 broken on server: something was added to a history without " + lost);
            }
        } else if (server.latest(USER) > known) {
            List<ServerFact> more = new ArrayList<>(facts);
            for (StoredOp op : server.ops(USER, known)) {
                more.add(fact(op));
            }
            facts = List.copyOf(more);
            known = server.latest(USER);
        }
        return facts;
    }

    @Override
    public List<ServerFact> facts(Cursor cursor) {
        if (cursor.isStart()) {
            return List.of();
        }
        return ended.containsKey(history(cursor)) ? ended.get(history(cursor)) : facts();
    }

    @Override
    public String history(Cursor cursor) {
        return cursor.token().substring(cursor.token().lastIndexOf(':') + 1);
    }

    @Override
    public String history() {
        return server.generation(USER);
    }

    private ServerFact fact(StoredOp op) {
        String label = label(op.payload());
        String own = op.actor().length() == 16 ? op.actor() + "/" + op.clock() : "";
        return new ServerFact(op.serverSeq(), own, op.scope() + "/" + op.resourceId(), label);
    }

    // ---- what happens to the server

    @Override
    public void garbage(Random random, double rate) {
        garbage.set(random, rate);
    }

    /** Every third one comes in just when a pull has found nothing. */
    @Override
    public void serverWrites(String label) {
        String key = "k" + writes % 5;
        writes++;
        StoredOp op = new StoredOp(
                0,
                mutation(key, label, false).collection(),
                key,
                "other",
                writes,
                serverPayload(key, label + "." + writes));
        if (writes % 3 == 0) {
            server.during(Race.EMPTY_PULL, () -> append(op));
        } else {
            append(op);
        }
    }

    /** What the other client writes of a row. */
    String serverPayload(String key, String label) {
        return mutation(key, label, false).payload();
    }

    private void append(StoredOp op) {
        if (lost.isEmpty()) {
            server.append(USER, op);
        }
    }

    @Override
    public void replaceHistory(Random random) {
        String next = "g" + ++generations;
        switch (random.nextInt(4)) {
            case 0 -> server.during(Race.PUSH, () -> replaceBy(next));
            case 1 -> server.during(Race.BOOTSTRAP, () -> replaceBy(next));
            default -> replaceBy(next);
        }
    }

    private void replaceBy(String next) {
        if (!lost.isEmpty()) {
            return;
        }
        Map<String, String> rows = new LinkedHashMap<>();
        List<ServerFact> beginning = new ArrayList<>();
        for (ServerFact fact : facts()) {
            rows.merge(fact.row(), " " + fact.label(), String::concat);
            beginning.add(new ServerFact(0, fact.mutation(), fact.row(), fact.label()));
        }
        StringBuilder snapshot = new StringBuilder();
        rows.forEach(
                (row, value) -> snapshot.append(row).append('\t').append(value).append('\n'));
        ended.put(server.generation(USER), facts());
        facts = List.copyOf(beginning);
        server.reset(USER, next, snapshot.toString());
    }

    @Override
    public void lose(Random random, long below) {
        List<StoredOp> ops = server.ops(USER);
        facts();
        int choice = (int) ops.stream().filter(op -> op.serverSeq() <= below).count();
        if (choice < 2) {
            return;
        }
        int from = random.nextInt(choice);
        lost.addAll(ops.subList(from, ops.size()));
        server.truncate(lost.get(0).serverSeq() - 1);
        left = server.ops(USER);
    }

    @Override
    public void restore() {
        facts();
        lost.forEach(op -> server.put(USER, op));
        lost.clear();
    }

    /**
     * Whether one that is built anew has the key of the old one, as that is the app's own and no random one. One that began with a
     * snapshot does not: nobody could tell it from one that began with none.
     */
    boolean keepsItsKey() {
        return false;
    }

    /** A server that is built anew says so, by another generation; one that is restored does not. */
    @Override
    public void relapse(Random random, boolean empty) {
        List<StoredOp> ops = server.ops(USER);
        List<ServerFact> before = facts();
        if (empty && keepsItsKey() && server.generation(USER).equals("g0")) {
            server.wipe();
            facts = List.of();
            known = 0;
        } else if (empty) {
            ended.put(server.generation(USER), before);
            server.truncate(0);
            server.reset(USER, "g" + ++generations, "");
            facts = List.of();
            known = 0;
        } else if (!ops.isEmpty()) {
            int left = random.nextInt(ops.size());
            known = left == 0 ? ops.get(0).serverSeq() - 1 : ops.get(left - 1).serverSeq();
            server.truncate(known);
            facts = List.copyOf(
                    before.stream().filter(fact -> fact.position() <= known).toList());
        }
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }
}
