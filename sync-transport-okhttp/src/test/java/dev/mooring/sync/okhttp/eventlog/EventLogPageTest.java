package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of this server should do, from one end to the other: core, dialect, sockets and the stand-in. */
class EventLogPageTest {
    private static final String USER = "u1";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private EventLogServer server = EventLogServer.builder().build().start();
    private int phones;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    // ---- conflicts

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aServerMadeEventBetweenTwoPushesIsA500AndIsResolved(Flavour flavour) {
        flavour(flavour);
        Phone phone = new Phone(ConflictPolicy.rebase(), chain -> chain.proceed(chain.request()));
        phone.put("a", "1");
        phone.synced();
        makeEvent(flavour);
        phone.put("b", "2");
        SyncReport.Synced report = phone.synced();
        assertEquals(1, report.pushed());
        assertEquals(1, report.pulled());
        assertEquals(List.of(1L, 2L, 3L), sequences());
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void underServerWinsTheOneWhoseSlotIsFilledIsKeptAndTheRestGoesOutRenumbered(Flavour flavour) {
        flavour(flavour);
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        makeEvent(flavour);
        Mutation loser = phone.put("b", "2");
        phone.put("c", "3");
        SyncReport.Synced report = phone.synced();
        assertEquals(1, report.superseded());
        assertEquals(
                loser.id(),
                phone.client.parked().superseded(9).get(0).mutation().id());
        assertEquals(List.of(1L, 2L, 3L), sequences());
        assertFalse(log().contains("\\\"b\\\""), log());
    }

    @Test
    void aFreshDeviceWithAMutationMeetsAFullLog() {
        server.append(USER, "webhook_result", "{}");
        server.append(USER, "webhook_result", "{}");
        Phone phone = new Phone(ConflictPolicy.rebase(), chain -> chain.proceed(chain.request()));
        phone.put("a", "1");
        assertEquals(2, phone.synced().pulled());
        assertEquals(List.of(1L, 2L, 3L), sequences());
    }

    // ---- entries that cannot be read

    @Test
    void anEventThatCannotBeReadIsSetAsideEverythingElseFlowsAndARebuildReadsItAnew() {
        boolean[] odd = {true};
        Phone phone = new Phone(
                ConflictPolicy.serverWins(),
                chain -> {
                    Response answer = chain.proceed(chain.request());
                    String body = answer.body().string();
                    body = odd[0] ? body.replace("\"payload\":\"odd\"", "\"payload\":{\"odd\":[[]]}") : body;
                    return answer.newBuilder()
                            .removeHeader("Content-Length")
                            .body(ResponseBody.create(body, MediaType.get("application/json")))
                            .build();
                },
                EventLogDialect.builder(USER).gzip(false).build());
        server.append(USER, "x", "1");
        server.append(USER, "x", "odd");
        server.append(USER, "x", "3");
        phone.synced();
        phone.put("a", "1");
        phone.synced();
        server.append(USER, "x", "odd");
        phone.put("b", "2");
        assertEquals(0, phone.synced().superseded(), "what met it in its place stays");
        assertEquals(List.of("1", "3"), phone.payloads());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), sequences());
        SyncStatus status = phone.client.status();
        assertEquals(2, status.counts().setAside());
        assertEquals(SyncStatus.Light.AMBER, status.light());
        odd[0] = false;
        phone.applied.clear();
        phone.await(phone.client.recovery().rebuild(RebuildPlan.withoutExport()));
        phone.synced();
        assertEquals(List.of("1", "odd", "3", "1", "odd", "2"), phone.payloads());
        assertEquals(0, phone.client.status().counts().setAside());
    }

    // ---- uncertain ends

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 520})
    void aBatchThatIsStoredInPartBehindAnEdgeErrorIsCompletedAndNothingIsThereTwice(int status) {
        int[] left = {1};
        Phone phone = new Phone(ConflictPolicy.serverWins(), chain -> {
            if (!chain.request().url().encodedPath().equals("/do/sync") || left[0]-- <= 0) {
                return chain.proceed(chain.request());
            }
            Buffer body = new Buffer();
            chain.request().body().writeTo(body);
            String text = body.readUtf8();
            String first = text.substring(0, text.indexOf("},{\"sequence\"")) + "}]}";
            assertEquals(
                    200,
                    server.handle(Request.of("POST", "/do/sync", USER, first)).status());
            return edge(chain, status, "<html><title>Fehler: Überlastung</title></html>");
        });
        phone.put("a", "1");
        phone.put("b", "2");
        phone.put("c", "3");
        for (int i = 0; phone.client.status().pending() > 0; i++) {
            assertTrue(i < 5, "still pending");
            phone.sync();
            time.advance(Duration.ofMinutes(5));
        }
        assertEquals(List.of(1L, 2L, 3L), sequences());
        assertEquals(0, phone.client.parked().quarantined(1).size());
    }

    @Test
    void aLostAckIsRecognisedAlsoAmongTwinsWithoutAnEnvelope() {
        int[] left = {1};
        Interceptor losing = chain -> {
            Response response = chain.proceed(chain.request());
            if (chain.request().url().encodedPath().equals("/do/sync") && left[0]-- > 0) {
                response.close();
                throw new IOException("lost");
            }
            return response;
        };
        EventLogDialect plain = EventLogDialect.builder(USER)
                .plainPayloads((type, payload) -> new EventMapping.Subject("todo", payload, "set"))
                .build();
        Phone phone = new Phone(ConflictPolicy.serverWins(), losing, plain);
        phone.put("a", "1");
        phone.put("a", "1");
        phone.synced();
        assertEquals(List.of(1L, 2L), sequences());
        assertEquals(List.of(), phone.applied, "own echoes are not applied");
        server.append(USER, "user_action", "1");
        assertEquals(1, phone.synced().pulled(), "the third of the kind is another's");
    }

    // ---- histories that must not be pushed onto

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 9007199254740991L})
    void aLogThatDoesNotBeginWithOneIsNamedAndNotPushedOnto(long first) {
        server.put(USER, new StoredEvent(first, "", "user_action", "1", "{}"));
        Phone phone = new Phone();
        phone.put("a", "1");
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertTrue(report.reason().contains("hole"), report.reason());
        assertEquals(1, report.pending());
        assertEquals(List.of(first), sequences());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aLogThatLostItsEndIsNamedAndNotPushedOnto(int left) {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.put("b", "2");
        phone.synced();
        server.truncate(USER, left);
        phone.put("c", "3");
        time.advance(Duration.ofMinutes(1));
        assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(left, server.latest(USER));
    }

    // ---- what other writers leave in the log

    @Test
    void whateverAnotherWriterLeavesInTheLogIsAChangeAndStopsNothing() {
        List<String> payloads = List.of(
                "",
                "not json",
                "[object Object]",
                "\u0000\u0001\u2028",
                "\ufffd\ufffd\ufffd",
                "{\"mooring\":1,\"data\":2}",
                "{\"mooring\":{\"v\":2,\"id\":\"i\"},\"data\":2}",
                "{\"mooring\":{\"v\":1,\"id\":7,\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":2}",
                "{\"mooring\":{\"v\":1,\"v\":1,\"id\":\"a\",\"id\":\"b\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":2}",
                "{\"mooring\":{\"v\":1,\"id\":\"" + "x".repeat(100_000)
                        + "\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":2}",
                "{\"mooring\":{\"v\":1,\"id\":\"not a uuid\",\"collection\":\"c\",\"key\":\"k\",\"kind\":\"x\"},\"data\":nonsense}");
        for (int i = 0; i < payloads.size(); i++) {
            server.put(USER, new StoredEvent(i + 1, "when\u0000ever", i % 2 == 0 ? "" : "näch", "1", payloads.get(i)));
        }
        Phone phone = new Phone();
        phone.put("a", "1");
        assertEquals(payloads.size(), phone.synced().pulled());
        List<String> seen = phone.applied.stream().map(Change::payload).collect(Collectors.toList());
        assertEquals(payloads.subList(0, 8), seen.subList(0, 8));
        assertEquals(1, phone.client.parked().superseded(9).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"two\"", "\"\"", "-1", "4294967295", "123456789012345678901234567890", "1e3"})
    void aSchemaVersionOfAnotherKindStopsNothing(String version) {
        server.put(USER, new StoredEvent(1, "", "user_action", version, "{}"));
        Phone phone = new Phone();
        assertEquals(1, phone.synced().pulled());
        phone.put("a", "1");
        assertEquals(1, phone.synced().pushed());
    }

    // ---- API calls

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void aCallThatTheApiDoesNotTakeLeavesTheMutationsConfirmed(Flavour flavour) {
        flavour(flavour);
        for (String url : List.of("http://127.0.0.1:1/down", "nonsense", "http://x/<<SECRET:nope>>")) {
            Phone phone = new Phone(ConflictPolicy.rebase(), chain -> chain.proceed(chain.request()));
            phone.put("a", "1");
            CallReport.Failed report = assertInstanceOf(
                    CallReport.Failed.class, phone.await(phone.client.calls().make(ApiCall.post(url, "{}"))));
            assertTrue(report.mutationsConfirmed(), report.toString());
            assertEquals(0, phone.client.status().pending());
        }
        assertEquals(List.of(1L, 2L, 3L), sequences());
    }

    // ---- the fixture

    private void flavour(Flavour flavour) {
        server.close();
        server = EventLogServer.builder().flavour(flavour).build().start();
    }

    private void makeEvent(Flavour flavour) {
        if (flavour == Flavour.BASE) {
            server.append(USER, "user_action", "{}");
            return;
        }
        Request cron = Request.of("POST", "/do/cron", USER, "{\"trigger\":\"0 * * * *\",\"scheduledTime\":123}");
        assertEquals(200, server.handle(cron).status());
    }

    private List<Long> sequences() {
        return server.events(USER).stream().map(StoredEvent::sequence).collect(Collectors.toList());
    }

    private String log() {
        return server.handle(Request.of("GET", "/do/events", USER, "")).text();
    }

    private static Response edge(Interceptor.Chain chain, int status, String body) {
        return new Response.Builder()
                .request(chain.request())
                .protocol(okhttp3.Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .body(ResponseBody.create(body, MediaType.get("text/html")))
                .build();
    }

    private final class Phone implements ChangeHandler.Resetting<MemoryTables> {
        final List<Change> applied = new ArrayList<>();
        final SyncClient<MemoryTables> client;

        Phone() {
            this(ConflictPolicy.serverWins(), chain -> chain.proceed(chain.request()));
        }

        Phone(ConflictPolicy policy, Interceptor line) {
            this(
                    policy,
                    line,
                    EventLogDialect.builder(USER).device("phone" + ++phones).build());
        }

        Phone(ConflictPolicy policy, Interceptor line, EventLogDialect dialect) {
            OkHttpTransport transport = OkHttpTransport.builder(server.url(), dialect)
                    .client(new OkHttpClient.Builder().addInterceptor(line).build())
                    .build();
            client = SyncClient.builder(new InMemoryStorage(), transport, this)
                    .conflicts(policy)
                    .scheduler(time.lane(++phones))
                    .build();
            open.add(client);
        }

        Mutation put(String key, String payload) {
            return client.writeReturning((tables, outbox) -> outbox.add(Mutation.of("todo", key, "set", payload)));
        }

        SyncReport.Synced synced() {
            SyncReport report = sync();
            return assertInstanceOf(SyncReport.Synced.class, report, report::toString);
        }

        SyncReport sync() {
            return await(client.syncNow());
        }

        <T> T await(CompletableFuture<T> future) {
            assertTrue(time.runUntil(future::isDone, Duration.ofMinutes(1)), "no end within a minute");
            return future.join();
        }

        List<String> payloads() {
            return applied.stream().map(Change::payload).collect(Collectors.toList());
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {}

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            applied.addAll(changes);
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
