package dev.mooring.sync.okhttp.oplog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.oplog.OpLogServer;
import dev.mooring.sync.testing.oplog.Race;
import dev.mooring.sync.testing.oplog.StoredOp;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every hole of the protocol's description, from one end to the other: core, dialect, sockets and the stand-in. The numbers
 * are those of its section 1.11, the letters those of its section 2.
 */
class OpLogPageTest {
    private static final String USER = "dev-user";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private int generations;
    private final OpLogServer server =
            OpLogServer.builder().keys(() -> "gen-" + ++generations).build().start();
    private int phones;

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        server.close();
    }

    // ---- holes of the server

    @Test
    void hole1AnOperationWithoutPayloadStopsTheLogUntilAResetAndLosesNothing() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.synced();
        server.append(USER, new StoredOp(0, "list", "a", "other", 1, null));
        phone.put("a", "2");
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.GARBAGE, failed.fault());
        assertTrue(failed.message().contains("unreadable"), failed.message());
        assertEquals(1, failed.pending());
        for (int i = 0; i < 6; i++) {
            time.advance(Duration.ofMinutes(10));
            phone.sync();
        }
        assertEquals(0, phone.client.parked().quarantined(1).size(), "the server's sickness is no mutation's fault");
        server.reset(USER, "gen-2", "snap");
        time.advance(Duration.ofMinutes(10));
        phone.sync();
        assertEquals("snap", phone.rows().get("snapshot"));
        assertEquals(0, phone.client.status().pending());
        assertEquals(1, phone.client.parked().superseded(9).size(), "what may be in the snapshot is left to the app");
    }

    @Test
    void aValueThatThisDeviceDoesNotTakeHoldsTheCursorAndStopsNoPush() throws Exception {
        InMemoryStorage storage = new InMemoryStorage();
        OpLogPhone small = small(storage, 4096);
        small.put("a", "1");
        small.synced();
        server.append(USER, new StoredOp(0, "list", "x", "other", 1, "5"));
        server.append(USER, new StoredOp(0, "list", "y", "other", 2, "\"" + "z".repeat(10_000) + "\""));
        server.append(USER, new StoredOp(0, "list", "w", "other", 3, "6"));
        small.put("b", "2");
        for (int i = 0; i < 3; i++) {
            SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, small.sync());
            assertEquals(Fault.GARBAGE, failed.fault());
            assertTrue(failed.message().contains("the operation behind sequence 2"), failed.message());
            assertTrue(
                    failed.message().contains("4096") && failed.message().contains("maxValueBytes"), failed.message());
            assertEquals(1, failed.pending());
            assertEquals(List.of("a", "x", "y", "w", "b"), resources());
            assertEquals("5", small.rows().get("x"));
            assertEquals(null, small.rows().get("w"));
            time.advance(Duration.ofMinutes(20));
        }
        small.close();
        OpLogPhone large = small(storage.reopen(), 1 << 20);
        large.settle();
        assertEquals("6", large.rows().get("w"));
        assertEquals("2", large.rows().get("b"));
        assertEquals(List.of("a", "x", "y", "w", "b"), resources());
        assertEquals(
                0,
                large.client.parked().superseded(9).size()
                        + large.client.parked().quarantined(9).size());
    }

    @Test
    void anOperationThatCannotBeReadIsSetAsideAndARebuildReadsItAnew() {
        boolean[] odd = {true};
        OpLogPhone phone = phone(chain -> {
            Response answer = chain.proceed(chain.request());
            String body = answer.body().string();
            body = odd[0] ? body.replace("\"clock\": 77", "\"clock\": [{}]") : body;
            body = odd[0] ? body.replace("\"resourceId\": \"nameless\",", "") : body;
            return answer.newBuilder()
                    .removeHeader("Content-Length")
                    .body(ResponseBody.create(body, MediaType.get("application/json")))
                    .build();
        });
        phone.put("a", "1");
        phone.synced();
        server.append(USER, new StoredOp(0, "list", "x", "other", 77, "5"));
        server.append(USER, new StoredOp(0, "list", "y", "other", 2, "6"));
        server.append(USER, new StoredOp(0, "list", "nameless", "other", 3, "7"));
        phone.put("b", "2");
        phone.synced();
        phone.synced();
        assertEquals(Set.of("a", "b", "y"), phone.rows().keySet());
        assertEquals(2, phone.client.status().counts().setAside());
        assertEquals(0, phone.client.status().pending());
        odd[0] = false;
        phone.await(phone.client.recovery().rebuild(RebuildPlan.withoutExport()));
        phone.synced();
        assertEquals(Set.of("a", "b", "x", "y", "nameless"), phone.rows().keySet());
        assertEquals(0, phone.client.status().counts().setAside());
    }

    private OpLogPhone small(InMemoryStorage storage, long maxValueBytes) {
        OpLogPhone phone = new OpLogPhone(
                time,
                ++phones,
                server.url(),
                OpLogPhone.GOOD_LINE,
                storage,
                OpLogDialect.builder("phone"),
                maxValueBytes);
        open.add(phone);
        return phone;
    }

    @Test
    void hole2AnOperationThatAnEmptyPullsSequenceCoversIsDelivered() {
        OpLogPhone phone = phone();
        phone.synced();
        server.during(Race.EMPTY_PULL, () -> append("late"));
        assertEquals(0, phone.synced().pulled());
        assertEquals(1, phone.synced().pulled());
        server.during(Race.EMPTY_PULL, () -> append("later"));
        phone.synced();
        append("last");
        phone.synced();
        phone.synced();
        assertEquals(server.ops(USER).size(), phone.applied.size());
    }

    @Test
    void hole3APushThatLandsInTheNewGenerationUnderTheOldKeyIsFoundThereAndNotRepeated() {
        OpLogPhone phone = phone();
        phone.synced();
        phone.put("a", "1");
        server.during(Race.PUSH, () -> server.reset(USER, "gen-2", "snap"));
        phone.settle();
        assertEquals(List.of("a"), resources());
        assertEquals("1", phone.rows().get("a"));
        assertEquals("snap", phone.rows().get("snapshot"));
        assertEquals(0, phone.client.parked().superseded(9).size());
    }

    @Test
    void hole3ABootstrapThatMixesTwoGenerationsIsOverruledByThePull() {
        server.reset(USER, "gen-2", "two");
        server.during(Race.BOOTSTRAP, () -> {
            server.reset(USER, "gen-3", "three");
            append("a");
        });
        OpLogPhone phone = phone();
        phone.sync();
        phone.synced();
        assertEquals("three", phone.rows().get("snapshot"));
        assertEquals("1", phone.rows().get("a"));
        assertEquals(1, phone.applied.size());
    }

    @Test
    void hole3APullThatShowsANewerGenerationsOperationsAppliesNothingOfIt() {
        OpLogPhone phone = phone();
        append("a");
        phone.synced();
        server.during(Race.PULL, () -> {
            server.reset(USER, "gen-2", "snap");
            append("b");
        });
        assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
        assertEquals("1", phone.rows().get("a"));
        phone.synced();
        assertEquals("{b=1, snapshot=snap}", phone.rows().toString());
    }

    @Test
    void hole4TwoClientsThatComeFirstShareOneGeneration() {
        OpLogPhone one = phone();
        OpLogPhone two = phone();
        one.put("a", "1");
        two.put("b", "2");
        one.synced();
        two.synced();
        one.synced();
        assertEquals(one.rows(), two.rows());
    }

    // ---- holes of the server's own client

    @Test
    void holeAFirstEditsMadeOfflineAreSynced() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.put("b", "2");
        assertEquals(2, phone.synced().pushed());
        assertEquals(List.of("a", "b"), resources());
    }

    @Test
    void holeBAMutationRecordedWhileAPushIsInFlightIsNotLost() {
        List<OpLogPhone> self = new ArrayList<>();
        int[] left = {1};
        OpLogPhone phone = phone(chain -> {
            if (chain.request().url().encodedPath().equals("/sync/push") && left[0]-- > 0) {
                self.get(0).put("b", "2");
            }
            return chain.proceed(chain.request());
        });
        self.add(phone);
        phone.put("a", "1");
        phone.sync();
        phone.settle();
        assertEquals(List.of("a", "b"), resources());
    }

    @Test
    void holeCA409ThrowsNothingAwayThatWasNotSent() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.synced();
        phone.put("b", "2");
        for (String snapshot : List.of("snap", "another")) {
            server.reset(USER, UUID.randomUUID().toString(), snapshot);
            phone.settle();
            assertEquals(List.of("b"), resources());
            assertEquals("2", phone.rows().get("b"));
            assertEquals(snapshot, phone.rows().get("snapshot"));
            phone.delete("b");
            phone.synced();
            phone.put("b", "2");
        }
    }

    @Test
    void aServerOnAnEmptyDatabaseEmptiesNobody() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.synced();
        phone.put("b", "2");
        server.wipe();
        for (int i = 0; i < 3; i++) {
            SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, phone.sync());
            assertEquals(SyncReport.Mismatch.KNOWS_LESS, report.mismatch());
            assertEquals(List.of(), resources());
            assertEquals(Set.of("a", "b"), phone.rows().keySet());
        }
        phone.await(phone.client.recovery().rebuild(RebuildPlan.withoutExport().droppingConfirmed()));
        phone.synced();
        assertEquals(List.of("b"), resources());
        assertEquals(Set.of("b"), phone.rows().keySet());
    }

    @Test
    void holeDNoStampIsEverUsedTwiceNotAfterADeleteAndNotInACopyThatWasRestored() {
        OpLogPhone phone = phone();
        for (String payload : List.of("1", "2")) {
            phone.put("a", payload);
            phone.delete("a");
        }
        phone.put("a", "3");
        InMemoryStorage backup = phone.storage.copy();
        phone.put("a", "4");
        phone.synced();
        phone.close();
        OpLogPhone restored =
                new OpLogPhone(time, 77, server.url(), OpLogPhone.GOOD_LINE, backup, OpLogDialect.builder("phone1"));
        open.add(restored);
        restored.put("a", "5");
        restored.settle();
        assertEquals(
                List.of("1", "null", "2", "null", "3", "4", "5"),
                server.ops(USER).stream().map(StoredOp::payload).collect(Collectors.toList()));
        assertEquals(
                7,
                new HashSet<>(server.ops(USER).stream()
                                .map(op -> op.actor() + op.clock())
                                .collect(Collectors.toList()))
                        .size());
        assertEquals(
                2, server.ops(USER).stream().map(StoredOp::actor).distinct().count());
    }

    @Test
    void holeEASnapshotThatTheAppCannotReadMovesNothing() {
        OpLogPhone phone = phone();
        append("a");
        phone.synced();
        server.reset(USER, "gen-2", "unreadable");
        append("b");
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.HANDLER, failed.fault());
        assertEquals("{a=1}", phone.rows().toString());
        server.reset(USER, "gen-3", "readable");
        append("c");
        time.advance(Duration.ofMinutes(10));
        phone.synced();
        assertEquals("{c=1, snapshot=readable}", phone.rows().toString());
    }

    @Test
    void holeEASnapshotAtTheFirstContactThatCannotBeReadMovesNothing() {
        server.reset(USER, "gen-2", "unreadable");
        append("a");
        OpLogPhone phone = phone();
        assertEquals(
                Fault.HANDLER,
                assertInstanceOf(SyncReport.Failed.class, phone.sync()).fault());
        assertTrue(phone.client.status().cursor().isStart());
        server.reset(USER, "gen-3", "readable");
        time.advance(Duration.ofMinutes(10));
        phone.synced();
        assertEquals("{snapshot=readable}", phone.rows().toString());
    }

    @Test
    void holeGWhatCouldNotBeAppliedComesAgain() {
        OpLogPhone phone = phone();
        append("a");
        phone.handlerFails = true;
        assertInstanceOf(SyncReport.Failed.class, phone.sync());
        phone.handlerFails = false;
        time.advance(Duration.ofMinutes(10));
        phone.synced();
        assertEquals("{a=1}", phone.rows().toString());
    }

    @Test
    void holeHOperationsThatAPushesAnswerCoversArePulled() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.synced();
        append("b");
        append("c");
        phone.put("d", "4");
        assertEquals(2, phone.synced().pulled());
        assertEquals("{a=1, b=1, c=1, d=4}", phone.rows().toString());
    }

    @Test
    void holeHARestoredDatabaseIsNoticedBeforeAPushAlsoWhereItHasGrownSince() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        phone.synced();
        Runnable restore = server.backup();
        phone.put("b", "2");
        phone.synced();
        restore.run();
        phone.close();
        OpLogPhone again = new OpLogPhone(
                time, 77, server.url(), OpLogPhone.GOOD_LINE, phone.storage.reopen(), OpLogDialect.builder("phone1"));
        open.add(again);
        again.put("c", "3");
        SyncReport.Incompatible unsafe = assertInstanceOf(SyncReport.Incompatible.class, again.sync());
        assertEquals(1, unsafe.pending());
        append("x");
        append("y");
        append("z");
        time.advance(Duration.ofMinutes(10));
        assertInstanceOf(SyncReport.Incompatible.class, again.sync());
        assertEquals(List.of("a", "x", "y", "z"), resources(), "nothing was pushed onto it");
    }

    @Test
    void holeIAnOperationThatTheServerRefusesIsSetAsideAndTheOthersGoOn() {
        String[] bad = {""};
        OpLogPhone phone = phone(chain -> {
            Buffer body = new Buffer();
            if (chain.request().body() != null) {
                chain.request().body().writeTo(body);
            }
            boolean refused = body.readUtf8().contains("\"resourceId\":\"bad\"");
            String words =
                    "{\"error\":\"invalid op metadata: scope=\\\"list\\\" resource=\\\"bad\\\" " + bad[0] + "\"}";
            return refused ? answer(chain, 500, words) : chain.proceed(chain.request());
        });
        phone.put("a", "1");
        Stamp stamp = Stamp.of(phone.put("bad", "2"));
        bad[0] = "actor=\\\"" + stamp.actor() + "\\\" clock=" + stamp.clock();
        phone.put("c", "3");
        phone.settle();
        assertEquals(List.of("a", "c"), resources());
        assertEquals(1, phone.client.parked().quarantined(9).size());
    }

    @Test
    void holeIALargeOutboxGoesOutInChunksInItsOrder() {
        List<Long> sizes = new ArrayList<>();
        OpLogPhone phone = phone(chain -> {
            if (chain.request().body() != null) {
                sizes.add(chain.request().body().contentLength());
            }
            return chain.proceed(chain.request());
        });
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            expected.add(Integer.toString(i));
            phone.put("k" + i % 7, Integer.toString(i));
        }
        phone.put("big", "\"" + "x".repeat(1 << 20) + "\"");
        phone.put("last", "9");
        phone.settle();
        List<StoredOp> ops = server.ops(USER);
        assertEquals(expected, ops.stream().limit(1_100).map(StoredOp::payload).collect(Collectors.toList()));
        assertEquals(1_102, ops.size());
        assertTrue(sizes.size() >= 4, sizes.toString());
    }

    @Test
    void holeJTwoMutationsRecordedBySeparateThreadsAreBothSent() throws InterruptedException {
        OpLogPhone phone = phone();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String key = "k" + t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 25; i++) {
                    phone.put(key, Integer.toString(i));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        phone.settle();
        assertEquals(100, server.ops(USER).size());
    }

    @Test
    void holeKAWebPageInPlaceOfAnAnswerIsReportedAndMovesNothing() {
        OpLogServer pages = OpLogServer.builder().pages(true).build().start();
        open.add(pages);
        OpLogPhone phone = new OpLogPhone(time, 5, pages.url() + "/wrong/", OpLogPhone.GOOD_LINE);
        open.add(phone);
        phone.put("a", "1");
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, phone.sync());
        assertEquals(Fault.PORTAL, failed.fault());
        assertTrue(failed.message().contains("text/html"), failed.message());
        assertEquals(1, failed.pending());
    }

    @Test
    void holeLAResetWhoseAnswerWasLostIsFoundActive() {
        int[] lost = {2};
        OpLogPhone phone = phone(chain -> {
            Response response = chain.proceed(chain.request());
            if (chain.request().url().encodedPath().equals("/sync/reset") && lost[0]-- > 0) {
                response.close();
                throw new IOException("lost");
            }
            return response;
        });
        OpLogPhone other = phone();
        other.put("theirs", "1");
        OpLogReset reset = OpLogDialect.builder("phone1").build().reset(new UUID(5, 5), "snap");
        CallReport report = phone.await(phone.client.calls().make(reset.call()));
        assertEquals(OpLogReset.State.UNKNOWN, reset.afterCall(report));
        assertEquals(
                OpLogReset.State.UNKNOWN,
                reset.afterCall(phone.await(phone.client.calls().make(reset.call()))));
        CallReport again = phone.await(phone.client.calls().make(reset.call()));
        assertEquals(OpLogReset.State.UNKNOWN, reset.afterCall(again), "409 already exists");
        assertEquals(
                OpLogReset.State.ACTIVE,
                reset.afterQuestion(phone.await(phone.client.calls().make(reset.question()))));
        phone.synced();
        assertEquals("{snapshot=snap}", phone.rows().toString());
        other.settle();
        assertEquals("{snapshot=snap, theirs=1}", other.rows().toString());
        server.reset(USER, "gen-9", "");
        assertEquals(
                OpLogReset.State.NOT_ACTIVE,
                reset.afterQuestion(phone.await(phone.client.calls().make(reset.question()))));
    }

    @Test
    void aResetOutOfTheBlueIsActiveAtOnce() {
        OpLogPhone phone = phone();
        phone.put("a", "1");
        OpLogReset reset = OpLogDialect.builder("phone1").build().reset(new UUID(6, 6), "snap \"é\"");
        assertEquals(
                OpLogReset.State.ACTIVE,
                reset.afterCall(phone.await(phone.client.calls().make(reset.call()))));
        phone.synced();
        assertEquals("{snapshot=snap \"é\"}", phone.rows().toString());
        assertEquals(reset.key(), server.generation(USER));
    }

    // ---- sending again

    @Test
    void aLostAnswerToAPushIsRepeatedAndStoredOnce() {
        int[] left = {2};
        OpLogPhone phone = phone(chain -> {
            Response response = chain.proceed(chain.request());
            if (chain.request().url().encodedPath().equals("/sync/push") && left[0]-- > 0) {
                response.close();
                throw new IOException("lost");
            }
            return response;
        });
        phone.put("a", "1");
        phone.put("a", "1");
        phone.settle();
        assertEquals(2, server.ops(USER).size());
        assertEquals(List.of(), phone.applied, "own echoes are not applied");
        assertEquals("11", phone.rows().get("a"));
    }

    @Test
    void twoPhonesEndWithTheSameOperations() {
        OpLogPhone one = phone();
        OpLogPhone two = phone();
        one.put("a", "1");
        two.put("a", "2");
        one.synced();
        two.synced();
        one.synced();
        assertEquals("12", one.rows().get("a"));
        assertEquals("12", two.rows().get("a"));
        assertNotEquals(server.ops(USER).get(0).actor(), server.ops(USER).get(1).actor());
    }

    @Test
    void everythingIsPulledAgainAfterAResetThatAnotherClientMade() {
        OpLogPhone phone = phone();
        for (int i = 0; i < 5; i++) {
            phone.put("a", Integer.toString(i));
        }
        phone.synced();
        Mutation pending = phone.put("b", "9");
        server.reset(USER, "gen-2", "all of it");
        append("c");
        phone.settle();
        assertEquals("{b=9, c=1, snapshot=all of it}", phone.rows().toString());
        assertEquals(Stamp.of(pending).actor(), server.ops(USER).get(1).actor());
    }

    // ---- the fixture

    private OpLogPhone phone() {
        return phone(OpLogPhone.GOOD_LINE);
    }

    private OpLogPhone phone(Interceptor line) {
        OpLogPhone phone = new OpLogPhone(time, ++phones, server.url(), line);
        open.add(phone);
        return phone;
    }

    private void append(String resource) {
        server.append(
                USER,
                new StoredOp(0, "list", resource, "other", server.ops(USER).size() + 1, "1"));
    }

    private List<String> resources() {
        return server.ops(USER).stream().map(StoredOp::resourceId).collect(Collectors.toList());
    }

    private static Response answer(Interceptor.Chain chain, int status, String body) {
        return new Response.Builder()
                .request(chain.request())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("")
                .body(ResponseBody.create(body, MediaType.get("application/json")))
                .build();
    }
}
