package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.EventLogServerBuilder;
import dev.mooring.sync.testing.eventlog.Flavour;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.eventlog.StrictFault;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and a server that keeps the promises, from one end to the other: core, dialect, sockets and the stand-in. */
class PromisedLogTest {
    private static final String USER = "u1";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final VirtualScheduler.Lane clock = time.lane(0);
    private final List<AutoCloseable> open = new ArrayList<>();
    private EventLogServer server = strict().build().start();
    private int phones;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    // ---- what it costs

    @Test
    void aPushIsOneExchangeHoweverLongAgoTheLastOneWas() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        time.advance(Duration.ofHours(1));
        phone.requests.clear();
        phone.put("b", "2");
        assertEquals(1, phone.synced().pushed());
        assertEquals(List.of("/do/sync"), phone.requests);
        assertEquals(List.of("1", "2"), payloads());
    }

    @Test
    void aBatchWhoseAnswerWasLostGoesOutAgainAndIsAnsweredAsTheFirstTime() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.lose(2); // The push, and the pull behind it.
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        assertEquals(1, server.latest(USER), "the server has it");
        phone.requests.clear();
        assertEquals(1, phone.synced().pushed());
        assertEquals(List.of("/do/sync"), phone.requests);
        assertEquals(1, server.latest(USER));
        assertEquals(1, server.fencingToken(USER), "a batch that comes again takes nothing over");
    }

    @Test
    void aLostAnswerInTheMiddleOfARunIsResolvedByOnePull() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        phone.put("b", "2");
        phone.lose(1);
        phone.requests.clear();
        phone.synced();
        assertEquals(List.of("/do/sync", "/do/events"), phone.requests);
        assertEquals(2, server.latest(USER));
    }

    // ---- leases

    @Test
    void twoThatWriteInTurnsTakeTheLeaseFromEachOtherAndLoseNothing() {
        Phone one = new Phone();
        Phone two = new Phone();
        long token = 0;
        for (int i = 0; i < 10; i++) {
            Phone phone = i % 2 == 0 ? one : two;
            phone.put("k" + i, Integer.toString(i));
            assertEquals(1, phone.synced().pushed());
            assertEquals(phone.writer, server.holder(USER));
            assertNotEquals(token, server.fencingToken(USER));
            token = server.fencingToken(USER);
        }
        one.synced();
        two.synced();
        assertEquals(10, server.latest(USER));
        assertEquals(payloads(), one.all());
        assertEquals(payloads(), two.all());
    }

    @Test
    void aPushWithATokenThatIsTooOldIsADivergence() {
        Phone one = new Phone();
        Phone two = new Phone();
        one.put("a", "1");
        one.synced();
        two.put("b", "2");
        two.synced();
        one.requests.clear();
        one.put("c", "3");
        SyncReport.Synced report = one.synced();
        assertEquals(1, report.pushed());
        assertEquals(1, report.pulled());
        assertEquals(List.of("/do/sync", "/do/events", "/do/sync"), one.requests);
        assertEquals(List.of("1", "2", "3"), payloads());
    }

    @ParameterizedTest
    @EnumSource(StrictFault.class)
    void aServerWithAFaultLosesNothingOfTheClients(StrictFault fault) {
        server.close();
        server = strict().fault(fault).build().start();
        Phone one = new Phone();
        Phone two = new Phone();
        for (int i = 0; i < 6; i++) {
            Phone phone = i % 2 == 0 ? one : two;
            phone.put("k" + i, Integer.toString(i));
            if (i == 3) {
                server.append(USER, "cron_result", "c");
                server.rebooted(USER);
            }
            phone.synced();
        }
        one.synced();
        two.synced();
        time.advance(Duration.ofMinutes(3));
        one.synced();
        two.synced();
        assertEquals(7, server.latest(USER));
        assertEquals(payloads(), one.all());
        assertEquals(payloads(), two.all());
    }

    // ---- what the server writes itself

    @Test
    void whatTheServerWritesWaitsForTheHolderAndComesBehindItsEvents() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        server.append(USER, "cron_result", "c");
        assertEquals(1, server.latest(USER), "it waits");
        phone.put("b", "2");
        phone.requests.clear();
        assertEquals(1, phone.synced().pulled());
        assertEquals(List.of("/do/sync", "/do/events"), phone.requests, "nothing was refused");
        assertEquals(List.of("1", "2", "c"), payloads());
    }

    @Test
    void theServerTakesOverFromOneThatIsAway() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        server.append(USER, "cron_result", "c");
        time.advance(Duration.ofSeconds(121));
        assertEquals(2, server.latest(USER));
        assertEquals("server", server.holder(USER));
        phone.put("b", "2");
        SyncReport.Synced report = phone.synced();
        assertEquals(1, report.pushed());
        assertEquals(1, report.pulled());
        assertEquals(List.of("1", "c", "2"), payloads());
        assertEquals(phone.writer, server.holder(USER));
    }

    // ---- histories

    @Test
    void aLogThatWasRestoredIsAnotherHistoryAndWhatIsPendingGoesThere() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.put("b", "2");
        phone.synced();
        server.restoreBackup(USER, 1);
        phone.put("c", "3");
        phone.synced();
        assertEquals(List.of("1", "3"), payloads());
        assertEquals(payloads(), phone.all());
    }

    @Test
    void whatThisClientWasBehindBeforeTakesNoPlaceOfWhatIsPending() {
        Phone phone = new Phone(ConflictPolicy.serverWins());
        phone.put("a", "1");
        phone.put("b", "2");
        phone.synced();
        server.restoreBackup(USER, 1);
        phone.put("c", "3");
        assertEquals(0, phone.synced().superseded());
        assertEquals(List.of("1", "3"), payloads());
        server.append(USER, "cron_result", "c");
        time.advance(Duration.ofMinutes(3));
        phone.put("d", "4");
        assertEquals(1, phone.synced().superseded(), "from there on it is as before");
        assertEquals(List.of("1", "3", "c"), payloads());
    }

    @Test
    void aLogOfTheSameLengthIsAnotherHistoryAllTheSame() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.put("b", "2");
        phone.synced();
        server.restoreBackup(USER, 1);
        server.append(USER, "cron_result", "c");
        phone.synced();
        assertEquals(List.of("1", "c"), phone.all());
    }

    @Test
    void aServerThatLostItsEndAndSaysNothingOfItKnowsLess() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.put("b", "2");
        phone.synced();
        server.truncate(USER, 1);
        phone.put("c", "3");
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals(SyncReport.Mismatch.KNOWS_LESS, report.mismatch());
        assertEquals(1, server.latest(USER));
    }

    @Test
    void aServerThatKeepsNoPromisesIsNamed() {
        server.close();
        server = EventLogServer.builder().flavour(Flavour.FULL).build().start();
        Phone phone = new Phone();
        SyncReport.Failed report = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertTrue(report.message().contains("keeps no promises"), report.message());
    }

    @Test
    void aClientThatFollowedTheLogBeforeLearnsItsHistoryAndGoesOn() {
        InMemoryStorage storage = new InMemoryStorage();
        Phone before = new Phone(storage, EventLogDialect.builder(USER).build());
        before.put("a", "1");
        before.synced();
        before.put("b", "2");
        before.client.close();
        Phone after = new Phone(
                storage.reopen(),
                EventLogDialect.builder(USER).promises("phone").build());
        after.synced();
        assertEquals(
                List.of("/do/sync", "/do/events", "/do/sync"), after.requests, "nothing is pushed onto an unknown log");
        assertEquals(List.of("1", "2"), payloads());
        after.put("c", "3");
        after.requests.clear();
        after.synced();
        assertEquals(List.of("/do/sync"), after.requests);
    }

    // ---- pages and what was dropped

    @Test
    void aLongLogComesInPages() {
        server.close();
        server = strict().page(3).build().start();
        for (int i = 1; i <= 10; i++) {
            server.append(USER, "cron_result", Integer.toString(i));
        }
        Phone phone = new Phone();
        assertEquals(10, phone.synced().pulled());
        assertEquals(5, phone.requests.size(), "each page begins with the end of the one before");
        assertEquals(payloads(), phone.all());
    }

    @Test
    void oneThatKnowsNoPromisesReadsPagesAndADroppedPartAsWell() {
        server.close();
        server = strict().page(3).build().start();
        Phone writer = new Phone(compacting());
        Phone old =
                new Phone(new InMemoryStorage(), EventLogDialect.builder(USER).build());
        fill(writer);
        old.synced();
        assertEquals(List.of("3", "4", "5", "6", "7", "8"), old.all());
        time.advance(Duration.ofMinutes(1));
        old.put("x", "9");
        old.synced();
        assertEquals("9", payloads().get(6));
    }

    @Test
    void whatWasDroppedIsNoHole() {
        Phone reader = new Phone();
        Phone writer = new Phone(compacting());
        fill(writer);
        assertEquals(List.of(3L, 4L, 5L, 6L, 7L, 8L), sequences());
        assertEquals(6, reader.synced().pulled());
        assertEquals(payloads(), reader.all());
        writer.put("k0", "9");
        writer.synced();
        reader.synced();
        assertEquals("9", reader.all().get(6));
        assertTrue(server.makeHole(USER, 8), "nobody said that this was dropped");
        server.append(USER, "cron_result", "10");
        Phone fresh = new Phone();
        assertInstanceOf(SyncReport.Synced.class, fresh.sync(), "it is below what may be dropped");
    }

    @Test
    void aHoleAboveWhatWasDroppedIsDamage() {
        Phone writer = new Phone(compacting());
        fill(writer);
        writer.put("z", "9");
        writer.put("y", "10");
        writer.synced();
        assertTrue(server.makeHole(USER, 9));
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, new Phone().sync());
        assertTrue(report.reason().contains("hole"), report.reason());
    }

    @Test
    void aBatchWhoseAnswerWasLostAndThatWasDroppedSinceIsNotWrittenAgain() {
        Phone writer = new Phone(compacting());
        writer.put("k", "1");
        writer.lose(2);
        assertInstanceOf(SyncReport.Offline.class, writer.sync());
        Phone other = new Phone(compacting());
        other.put("k", "2");
        other.synced();
        other.put("k", "3");
        other.synced();
        assertEquals(2, server.compact(USER));
        writer.synced();
        assertEquals(List.of("3"), payloads());
        assertEquals("3", writer.rows.get("k"));
        assertEquals(0, writer.client.status().pending());
        assertEquals(0, writer.client.parked().superseded(9).size(), "the same bytes are answered as the first time");
    }

    @Test
    void oneThatAPullDoesNotShowAnyMoreIsSupersededByWhatTookItsPlace() {
        Phone writer = new Phone(compacting());
        writer.put("a", "0");
        writer.synced();
        writer.put("k", "1");
        writer.put("b", "2");
        Phone other = new Phone(compacting());
        writer.lose(1);
        writer.behind = () -> {
            other.put("k", "3");
            other.put("x", "4");
            other.synced();
            other.put("y", "5");
            other.synced();
            assertEquals(1, server.compact(USER));
        };
        writer.synced();
        writer.synced();
        assertEquals(List.of("0", "2", "3", "4", "5"), payloads());
        assertEquals("3", writer.rows.get("k"));
        assertEquals(0, writer.client.status().pending());
        assertEquals(1, writer.client.parked().superseded(9).size());
    }

    @Test
    void oneThatGoesAwayGivesTheLeaseBack() {
        Phone phone = new Phone();
        phone.client.start();
        phone.put("a", "1");
        assertInstanceOf(SyncReport.Synced.class, phone.await(phone.client.flushAndStop(Duration.ofSeconds(5))));
        assertEquals("", server.holder(USER));
        assertEquals("/do/lease", phone.requests.get(phone.requests.size() - 1));
        server.append(USER, "cron_result", "c");
        assertEquals(2, server.latest(USER), "the server need not wait");
        phone.put("b", "2");
        phone.synced();
        assertEquals(phone.writer, server.holder(USER));
        phone.client.close();
        assertEquals("", server.holder(USER));
        assertEquals(List.of("1", "c", "2"), payloads());
    }

    @Test
    void aServerThatDoesNotTakeTheLeaseBackHoldsUpNobody() {
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        phone.silentAt = "/do/lease";
        phone.client.close();
        assertEquals("/do/lease", phone.requests.get(phone.requests.size() - 1));
        assertEquals(phone.writer, server.holder(USER));
    }

    @Test
    void oneThatHasNotWrittenOrIsNotAnsweredAsksForNothingMore() {
        Phone reader = new Phone();
        reader.synced();
        reader.client.close();
        assertEquals(List.of("/do/events"), reader.requests);
        Phone phone = new Phone();
        phone.put("a", "1");
        phone.synced();
        phone.lose(2);
        assertInstanceOf(SyncReport.Offline.class, phone.sync());
        phone.requests.clear();
        phone.client.close();
        assertEquals(List.of(), phone.requests);
        assertEquals(phone.writer, server.holder(USER));
    }

    // ---- API calls

    @Test
    void aCallCarriesTheBatchOnceAndTellsTheTokenToo() {
        server.close();
        server = strict().upstream((method, url, headers, body) ->
                        new dev.mooring.sync.testing.eventlog.Upstream.Result(200, Map.of(), "done"))
                .build()
                .start();
        Phone phone = new Phone();
        phone.put("a", "1");
        CallReport report = phone.await(phone.client.calls().make(ApiCall.post("http://api/x", "{}")));
        assertInstanceOf(CallReport.Answered.class, report, report::toString);
        phone.put("b", "2");
        phone.requests.clear();
        phone.synced();
        assertEquals(List.of("/do/sync"), phone.requests);
        assertEquals(List.of("1", "2"), payloads());
    }

    // ---- the fixture

    private EventLogServerBuilder strict() {
        return EventLogServer.builder().flavour(Flavour.STRICT).clock(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock.now();
            }
        });
    }

    private EventLogDialect compacting() {
        return EventLogDialect.builder(USER)
                .promises("phone" + (phones + 1))
                .compacts(mutation -> true)
                .build();
    }

    /** Eight events, of which two are superfluous by then. */
    private void fill(Phone writer) {
        for (int i = 1; i <= 8; i++) {
            writer.put("k" + i % 6, Integer.toString(i));
            writer.synced();
        }
        writer.client.syncNow();
        writer.sync();
        assertEquals(2, server.compact(USER));
    }

    private List<Long> sequences() {
        return server.events(USER).stream().map(StoredEvent::sequence).toList();
    }

    private List<String> payloads() {
        return server.events(USER).stream()
                .map(event -> {
                    Envelope envelope = Envelope.open(event.payload());
                    return envelope == null ? event.payload() : envelope.data();
                })
                .toList();
    }

    private final class Phone implements ChangeHandler.Resetting<MemoryTables> {
        final Map<String, String> rows = new LinkedHashMap<>();
        final List<String> requests = new CopyOnWriteArrayList<>();
        final SyncClient<MemoryTables> client;
        final String writer;
        private int losing;
        private String silentAt = "";
        private Runnable behind = () -> {};

        Phone() {
            this(EventLogDialect.builder(USER).promises("phone" + (phones + 1)).build());
        }

        Phone(ConflictPolicy policy) {
            this(
                    new InMemoryStorage(),
                    EventLogDialect.builder(USER)
                            .promises("phone" + (phones + 1))
                            .build(),
                    policy);
        }

        Phone(EventLogDialect dialect) {
            this(new InMemoryStorage(), dialect);
        }

        Phone(InMemoryStorage storage, EventLogDialect dialect) {
            this(storage, dialect, ConflictPolicy.rebase());
        }

        Phone(InMemoryStorage storage, EventLogDialect dialect, ConflictPolicy policy) {
            writer = "phone" + ++phones;
            OkHttpTransport transport = OkHttpTransport.builder(server.url(), dialect)
                    .serverName("strict")
                    .client(new OkHttpClient.Builder()
                            .addInterceptor(this::line)
                            .build())
                    .build();
            client = SyncClient.builder(storage, transport, this)
                    .conflicts(policy)
                    .scheduler(time.lane(phones))
                    .build();
            open.add(client);
        }

        private Response line(Interceptor.Chain chain) throws IOException {
            requests.add(chain.request().url().encodedPath());
            if (chain.request().url().encodedPath().equals(silentAt)) {
                awaitCancellation(chain);
            }
            Response response = chain.proceed(chain.request());
            if (losing-- > 0) {
                response.close();
                Runnable next = behind;
                behind = () -> {};
                next.run();
                throw new IOException("lost");
            }
            return response;
        }

        /** Until the transport gives up, by its deadline or as it is closed. */
        private static void awaitCancellation(Interceptor.Chain chain) throws IOException {
            while (!chain.call().isCanceled()) {
                Thread.onSpinWait();
            }
            throw new IOException("cancelled");
        }

        /** So many answers are lost from here on. */
        void lose(int answers) {
            losing = answers;
        }

        void put(String key, String payload) {
            client.write((tables, outbox) -> outbox.add(Mutation.of("todo", key, "set", payload)));
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

        /** The log as it is kept here. */
        List<String> all() {
            return client.log(0, 1000).stream().map(Change::payload).toList();
        }

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {
            rows.clear();
        }

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(change -> rows.put(change.key(), change.payload()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}
    }
}
