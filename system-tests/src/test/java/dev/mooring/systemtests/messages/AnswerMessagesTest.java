package dev.mooring.systemtests.messages;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of an answer that is none of its server family, or shows another server: each answer is given, over a socket. */
class AnswerMessagesTest {
    private static final Pattern GARBAGE = Pattern.compile(
            ".+ was not answered in the dialect \\((.+)\\); nothing beyond its last whole entry counts");
    private static final Dialect LOG = EventLogDialect.builder("u").device("d").build();
    private static final Dialect PROMISED =
            EventLogDialect.builder("u").promises("w").build();
    private static final Cursor PROMISED_AT_TWO = new Cursor("2::1:h");
    private static final Dialect OPS = OpLogDialect.builder("c").build();
    private static final Dialect ROWS = RowSyncDialect.builder("u")
            .table(RowTable.builder("tune").softDelete("deleted").build())
            .build();
    private static final Dialect ENTITIES = EntitySyncDialect.builder("d").build();
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final String EVENT =
            "{\"sequence\":%d,\"timestamp\":\"t\",\"event_type\":\"%s\",\"schema_version\":1,\"payload\":\"{}\"}";
    private static final String OP =
            "{\"serverSeq\":%d,\"scope\":\"%s\",\"resourceId\":\"r\",\"actor\":\"a\",\"clock\":1,\"payload\":1}";
    private static final String TIME = "2026-11-20T10:00:00.000Z";

    private static MockWebServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new MockWebServer();
        server.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private final List<String> unreadable = new ArrayList<>();

    private Answer exchange(Dialect dialect, Ask ask, int status, String body) throws Exception {
        String type = body.startsWith("text") ? "text/plain" : "application/json";
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .body(body)
                .setHeader("Content-Type", type)
                .build());
        try (OkHttpTransport transport =
                OkHttpTransport.builder(server.url("/").toString(), dialect).build()) {
            return transport.exchange(
                    ask,
                    (slice, after) -> {
                        for (Incoming incoming : slice) {
                            if (incoming.unreadable() != null) {
                                unreadable.add(incoming.unreadable());
                            }
                        }
                    },
                    Cancellation.NEVER);
        } finally {
            server.takeRequest(1, TimeUnit.SECONDS);
        }
    }

    /** What is wrong with an answer, without what is said of every such one. */
    private String wrong(Dialect dialect, Ask ask, int status, String body) throws Exception {
        String said = says(dialect, ask, status, body);
        Matcher garbage = GARBAGE.matcher(said);
        return garbage.matches() ? garbage.group(1) : "NOT GARBAGE: " + said;
    }

    private String says(Dialect dialect, Ask ask, int status, String body) throws Exception {
        unreadable.clear();
        Answer answer;
        try {
            answer = exchange(dialect, ask, status, body);
        } catch (SyncException e) {
            return String.valueOf(e.getMessage());
        }
        if (!unreadable.isEmpty()) {
            return unreadable.get(0);
        } else if (answer instanceof Answer.Incompatible other) {
            return other.reason();
        } else if (answer instanceof Answer.HistoryReplaced other) {
            return other.reason();
        } else if (answer instanceof Answer.Diverged other) {
            return other.reason();
        } else if (answer instanceof Answer.CallFailed failed) {
            return failed.reason();
        }
        Answer.Settled settled = assertInstanceOf(Answer.Settled.class, answer);
        StringBuilder reasons = new StringBuilder();
        for (Outcome outcome : settled.outcomes()) {
            if (outcome instanceof Outcome.Rejected o) {
                reasons.append(o.reason()).append("; ");
            } else if (outcome instanceof Outcome.Deferred o) {
                reasons.append(o.reason()).append("; ");
            } else if (outcome instanceof Outcome.Conflict o) {
                reasons.append(o.reason()).append("; ");
            }
        }
        return reasons.toString().replaceAll("; $", "");
    }

    private static Ask.Push push(Cursor at, Mutation... mutations) {
        List<Mutation> recorded = new ArrayList<>();
        for (Mutation mutation : mutations) {
            recorded.add(mutation.recorded(new UUID(1, recorded.size() + 1), Instant.EPOCH));
        }
        return new Ask.Push(new UUID(2, 2), at, Instant.EPOCH, recorded, "");
    }

    private static Mutation todo(String key) {
        return Mutation.of("todo", key, "set", "{\"n\":1}");
    }

    private static Mutation entry(String key) {
        return Mutation.of("entries", key, "put", "{\"id\":\"" + key + "\",\"duration\":1}");
    }

    /** Where a pull of this body leaves the client. */
    private Cursor behind(Dialect dialect, Ask ask, String body) throws Exception {
        Answer answer = exchange(dialect, ask, 200, body);
        return assertInstanceOf(Answer.Settled.class, answer).page().cursor();
    }

    private Cursor atTwo() throws Exception {
        return behind(LOG, PULL, "[" + EVENT.formatted(1, "a") + "," + EVENT.formatted(2, "b") + "]");
    }

    private static String ops(String key, String ops, int latest) {
        return "{\"datasetGenerationKey\":\"" + key + "\",\"ops\":[" + ops + "],\"serverSeq\":" + latest + "}";
    }

    private Cursor generation() throws Exception {
        return behind(OPS, PULL, "{\"datasetGenerationKey\":\"g\",\"snapshot\":\"\",\"ops\":[],\"serverSeq\":0}");
    }

    private Cursor opTwo() throws Exception {
        return behind(OPS, new Ask.Pull(generation()), ops("g", OP.formatted(2, "s"), 2));
    }

    @Test
    void eachOddAnswerIsSaidToBeWhatItIs() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        eventLog(all);
        opLog(all);
        rowSync(all);
        entitySync(all);
        MessagePage.read().check("What is wrong with an answer", all);
    }

    private void eventLog(Map<String, Callable<String>> all) {
        all.put("JSON that is none", () -> wrong(LOG, PULL, 200, "[x]"));
        all.put("an object where a list is due", () -> wrong(LOG, PULL, 200, "{}"));
        all.put("something behind the answer", () -> wrong(LOG, PULL, 200, "[] []"));
        all.put("an event without a sequence", () -> wrong(LOG, PULL, 200, "[{}]"));
        all.put("an event with a field twice", () -> wrong(LOG, PULL, 200, "[{\"sequence\":1,\"sequence\":1}]"));
        all.put("a text where a number is due", () -> wrong(LOG, PULL, 200, "[{\"sequence\":\"1\"}]"));
        all.put("a number beyond 64 bits", () -> wrong(LOG, PULL, 200, "[{\"sequence\":1e30}]"));
        all.put(
                "a sequence twice",
                () -> wrong(LOG, PULL, 200, "[" + EVENT.formatted(1, "a") + "," + EVENT.formatted(1, "b") + "]"));
        all.put(
                "a sequence from before what was asked for",
                () -> wrong(LOG, new Ask.Pull(atTwo()), 200, "[" + EVENT.formatted(1, "a") + "]"));
        all.put("a check without its counters", () -> wrong(LOG, new Ask.Check(Cursor.START), 200, "{}"));
        all.put(
                "a check with a counter twice",
                () -> wrong(LOG, new Ask.Check(Cursor.START), 200, "{\"event_count\":1,\"event_count\":1}"));
        all.put(
                "a check with a negative counter",
                () -> wrong(LOG, new Ask.Check(Cursor.START), 200, "{\"event_count\":-1}"));
        all.put(
                "a batch answered without a yes",
                () -> wrong(LOG, push(Cursor.START, todo("a")), 200, "{\"events_accepted\":false}"));
        all.put(
                "a call answered without a status",
                () -> wrong(
                        LOG,
                        new Ask.Call(Cursor.START, null, dev.mooring.sync.calls.ApiCall.get("http://api/x")),
                        200,
                        "{\"events_accepted\":true,\"response\":{}}"));
        all.put("an odd status", () -> wrong(LOG, PULL, 204, ""));
        all.put(
                "promises: a batch that was taken into another history",
                () -> wrong(
                        PROMISED,
                        push(PROMISED_AT_TWO, todo("a")),
                        200,
                        "{\"events_accepted\":true,\"history\":\"i\"}"));
    }

    private void opLog(Map<String, Callable<String>> all) {
        all.put("op log: a page of text", () -> wrong(OPS, PULL, 200, "text"));
        all.put("op log: nothing", () -> wrong(OPS, PULL, 200, ""));
        all.put("op log: a beginning that lacks a field", () -> wrong(OPS, PULL, 200, "{}"));
        all.put("op log: an empty generation key", () -> wrong(OPS, PULL, 200, "{\"datasetGenerationKey\":\"\"}"));
        all.put("op log: operations that are none", () -> wrong(OPS, PULL, 200, "{\"ops\":1}"));
        all.put("op log: a field twice", () -> wrong(OPS, PULL, 200, "{\"error\":\"a\",\"error\":\"b\"}"));
        all.put(
                "op log: a 409 that says no more",
                () -> wrong(OPS, push(generation(), todo("a")), 409, "{\"error\":\"no\"}"));
        all.put(
                "op log: another generation than that asked for",
                () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("h", "", 0)));
        all.put(
                "op log: a batch answered for no generation",
                () -> wrong(OPS, push(generation(), todo("a")), 200, "{}"));
        all.put("op log: an end below zero", () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("g", "", -1)));
        all.put(
                "op log: an operation from before what was asked for",
                () -> wrong(OPS, new Ask.Pull(opTwo()), 200, ops("g", OP.formatted(1, "s"), 2)));
        all.put(
                "op log: an operation without a sequence",
                () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("g", "{}", 1)));
        all.put(
                "op log: an operation with a field twice",
                () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("g", "{\"serverSeq\":1,\"serverSeq\":1}", 1)));
        all.put(
                "op log: a number with a fraction for a sequence",
                () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("g", "{\"serverSeq\":1.5}", 1)));
        all.put(
                "op log: a value that ends too early",
                () -> wrong(OPS, new Ask.Pull(generation()), 200, ops("g", "{\"payload\":{\"a\" 1}}", 1)));
    }

    private void rowSync(Map<String, Callable<String>> all) {
        all.put("row sync: an answer that lacks a field", () -> wrong(ROWS, PULL, 200, "{}"));
        all.put(
                "row sync: an error under a 200",
                () -> wrong(ROWS, PULL, 200, "{\"changes\":[],\"syncedAt\":\"" + TIME + "\",\"error\":\"no\"}"));
        all.put(
                "row sync: a time that is none of the server's",
                () -> wrong(ROWS, PULL, 200, "{\"changes\":[],\"syncedAt\":\"today\"}"));
        all.put(
                "row sync: a page without its beginning",
                () -> wrong(ROWS, PULL, 200, "{\"changes\":[],\"syncedAt\":\"" + TIME + "\",\"nextCursor\":\"x\"}"));
    }

    private void entitySync(Map<String, Callable<String>> all) {
        Ask push = push(Cursor.START, entry("e"));
        all.put("entity sync: a list that is missing", () -> wrong(ENTITIES, PULL, 200, "{}"));
        all.put("entity sync: a list twice", () -> wrong(ENTITIES, PULL, 200, "{\"entries\":[],\"entries\":[]}"));
        all.put("entity sync: a batch answered without a yes", () -> wrong(ENTITIES, push, 200, "{}"));
        all.put(
                "entity sync: a batch answered without its conflicts",
                () -> wrong(ENTITIES, push, 200, "{\"success\":true}"));
        all.put(
                "entity sync: a conflict about nothing",
                () -> wrong(ENTITIES, push, 200, "{\"success\":true,\"conflicts\":[{}]}"));
        Cursor[] listed = new Cursor[1];
        Callable<Ask> check = () -> {
            if (listed[0] == null) {
                listed[0] = behind(
                        ENTITIES,
                        PULL,
                        "{\"entries\":[],\"goals\":[],\"practicePlans\":[],\"planOccurrences\":[],"
                                + "\"planTemplates\":[]}");
            }
            return new Ask.Pull(listed[0]);
        };
        all.put("entity sync: a status without a count", () -> wrong(ENTITIES, check.call(), 200, "{}"));
        all.put(
                "entity sync: a status with a count twice",
                () -> wrong(ENTITIES, check.call(), 200, "{\"entityCount\":1,\"entityCount\":1}"));
    }

    @Test
    void anotherHistoryIsSaidToBeOne() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("the log ends before this client's place", () -> says(LOG, new Ask.Pull(atTwo()), 200, "[]"));
        all.put(
                "the log has no event at this client's place",
                () -> says(LOG, new Ask.Pull(atTwo()), 200, "[" + EVENT.formatted(3, "c") + "]"));
        all.put(
                "the log has another event there",
                () -> says(LOG, new Ask.Pull(atTwo()), 200, "[" + EVENT.formatted(2, "c") + "]"));
        all.put("the log skips a sequence", () -> says(LOG, PULL, 200, "[" + EVENT.formatted(2, "c") + "]"));
        all.put(
                "a check shows a shorter log",
                () -> says(LOG, new Ask.Check(atTwo()), 200, "{\"event_count\":1,\"latest_sequence\":1}"));
        all.put(
                "a check shows a log with a hole",
                () -> says(LOG, new Ask.Check(atTwo()), 200, "{\"event_count\":2,\"latest_sequence\":3}"));
        all.put(
                "a check shows a longer log",
                () -> says(LOG, new Ask.Check(atTwo()), 200, "{\"event_count\":3,\"latest_sequence\":3}"));
        all.put(
                "promises: a refused push shows a shorter log",
                () -> says(
                        PROMISED, push(PROMISED_AT_TWO, todo("a")), 409, "{\"history\":\"h\",\"latest_sequence\":1}"));
        all.put(
                "promises: a history was replaced",
                () -> says(PROMISED, new Ask.Pull(PROMISED_AT_TWO), 409, "{\"history\":\"i\"}"));
        all.put(
                "op log: the log ends before this client's place",
                () -> says(OPS, new Ask.Pull(opTwo()), 200, ops("g", "", 1)));
        all.put("op log: the log had ended before", () -> says(OPS, new Ask.Pull(opTwo()), 200, ops("g", "", 2)));
        all.put(
                "op log: no operation at this client's place",
                () -> says(OPS, new Ask.Pull(opTwo()), 200, ops("g", OP.formatted(3, "s"), 3)));
        all.put(
                "op log: another operation there",
                () -> says(OPS, new Ask.Pull(opTwo()), 200, ops("g", OP.formatted(2, "other"), 2)));
        all.put(
                "op log: a generation with a snapshot",
                () -> says(
                        OPS,
                        PULL,
                        200,
                        "{\"datasetGenerationKey\":\"g\",\"snapshot\":\"x\",\"ops\":[],\"serverSeq\":0}"));
        all.put(
                "op log: a generation was replaced",
                () -> says(
                        OPS, push(generation(), todo("a")), 409, "{\"datasetGenerationKey\":\"h\",\"snapshot\":\"\"}"));
        MessagePage.read().check("What shows another history", all);
    }

    @Test
    void whatBecameOfAWriteIsSaid() throws Exception {
        Ask push = push(Cursor.START, entry("e"), entry("f"));
        String conflict =
                "{\"success\":true,\"conflicts\":[{\"entityId\":\"e\"%s}],\"stats\":{\"entriesProcessed\":1}}";
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put("entity sync: a conflict without a reason", () -> says(ENTITIES, push, 200, conflict.formatted("")));
        all.put(
                "entity sync: an older version than the server's",
                () -> says(ENTITIES, push, 200, conflict.formatted(",\"localVersion\":1,\"remoteVersion\":2")));
        all.put(
                "entity sync: fewer were taken than sent",
                () -> says(
                        ENTITIES,
                        push(Cursor.START, entry("e")),
                        200,
                        "{\"success\":true,\"conflicts\":[],\"stats\":{\"entriesProcessed\":0}}"));
        all.put(
                "entity sync: the whole batch is refused",
                () -> says(ENTITIES, push, 400, "{\"success\":false,\"error\":\"Validation failed\"}"));
        all.put(
                "op log: a neighbour was refused",
                () -> says(
                        OPS,
                        push(generation(), todo("a"), todo("b")),
                        500,
                        "invalid op metadata: actor=\"00000000-0000-0001-0000-000000000001\" clock=1"));
        all.put(
                "op log: the server wants another origin",
                () -> says(OPS, push(generation(), todo("a")), 403, "{\"error\":\"no\"}"));
        all.put(
                "a call that the log's server did not make",
                () -> says(
                        LOG,
                        new Ask.Call(Cursor.START, null, dev.mooring.sync.calls.ApiCall.get("http://api/x")),
                        200,
                        "{\"events_accepted\":true}"));
        all.put(
                "a call to another server",
                () -> says(
                        ENTITIES,
                        new Ask.Call(Cursor.START, null, dev.mooring.sync.calls.ApiCall.get("http://api/x")),
                        200,
                        "{}"));
        MessagePage.read().check("What becomes of a write or a call", all);
    }

    @Test
    void aRowThatCannotBeReadIsSaidToBeSo() throws Exception {
        String rows = "{\"changes\":[%s],\"syncedAt\":\"" + TIME + "\",\"syncStartedAt\":\"" + TIME + "\"}";
        String lists =
                "{\"entries\":[%s],\"goals\":[],\"practicePlans\":[],\"planOccurrences\":[]," + "\"planTemplates\":[]}";
        String data = "{\"table\":\"tune\",\"rowId\":\"1\",\"deleted\":false,\"data\":%s}";
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        Ask ops = new Ask.Pull(generation());
        all.put("an event without a field", () -> says(LOG, PULL, 200, "[{\"sequence\":1}]"));
        all.put("op log: an operation without a field", () -> says(OPS, ops, 200, ops("g", "{\"serverSeq\":1}", 1)));
        all.put(
                "op log: an operation with an empty name",
                () -> says(OPS, ops, 200, ops("g", "{\"serverSeq\":1,\"scope\":\"\"}", 1)));
        all.put(
                "entity sync: a number beyond what the server keeps",
                () -> says(ENTITIES, PULL, 200, lists.formatted("{\"id\":\"a\",\"x\":1e999}")));
        all.put("row sync: an entry that is no row", () -> says(ROWS, PULL, 200, rows.formatted("1")));
        all.put("row sync: a row without its fields", () -> says(ROWS, PULL, 200, rows.formatted("{}")));
        all.put("row sync: a row that is no object", () -> says(ROWS, PULL, 200, rows.formatted(data.formatted("1"))));
        all.put("row sync: a row without its key", () -> says(ROWS, PULL, 200, rows.formatted(data.formatted("{}"))));
        all.put(
                "row sync: a row with an object for a key",
                () -> says(ROWS, PULL, 200, rows.formatted(data.formatted("{\"id\":{}}"))));
        all.put("entity sync: an entity without an id", () -> says(ENTITIES, PULL, 200, lists.formatted("{}")));
        MessagePage.read().check("What cannot be read of a row", all);
    }
}
