package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Registration;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.calls.CallReport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncEvent.Acked;
import dev.mooring.sync.status.SyncEvent.Applied;
import dev.mooring.sync.status.SyncEvent.ExchangeEnded;
import dev.mooring.sync.status.SyncEvent.ExchangeKind;
import dev.mooring.sync.status.SyncEvent.ExchangeStarted;
import dev.mooring.sync.status.SyncEvent.Finished;
import dev.mooring.sync.status.SyncEvent.Progressed;
import dev.mooring.sync.status.SyncEvent.Retried;
import dev.mooring.sync.status.SyncEvent.Started;
import dev.mooring.sync.status.SyncEvent.StatusChanged;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a listener is told: all that happens, once, in order, and no more. */
class EventsTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = checking();
    private final List<Duration> progressedAt = new ArrayList<>();
    private final Phone phone =
            new Phone(server, time, new InMemoryStorage(), builder -> builder.conflicts(ConflictPolicy.rebase()));

    private static LogServer checking() {
        LogServer server = new LogServer();
        server.checks = true;
        return server;
    }

    /** Whatever a test does, this holds. */
    @AfterEach
    void inOrder() {
        phone.client.close();
        boolean within = false;
        ExchangeStarted open = null;
        for (SyncEvent event : phone.events) {
            String at = event + " in " + phone.events;
            if (event instanceof Started) {
                assertFalse(within, at);
                within = true;
            } else if (event instanceof Finished) {
                assertTrue(within, at);
                assertNull(open, at);
                within = false;
            } else if (event instanceof ExchangeStarted started) {
                assertTrue(within, at);
                assertNull(open, at);
                open = started;
            } else if (event instanceof ExchangeEnded ended) {
                assertNotNull(open, at);
                assertEquals(open.kind(), ended.kind(), at);
                open = null;
            } else if (!(event instanceof StatusChanged)) {
                assertTrue(within, at);
            }
        }
        assertNull(open);
        List<UUID> acked = acked();
        assertEquals(acked.size(), new HashSet<>(acked).size(), "each once");
        List<StatusChanged> told = phone.events(StatusChanged.class);
        for (int i = 1; i < told.size(); i++) {
            assertFalse(told.get(i).status().isSameAs(told.get(i - 1).status()), "told twice: " + told.get(i));
        }
    }

    private List<UUID> acked() {
        return phone.events(Acked.class).stream()
                .flatMap(event -> event.ids().stream())
                .toList();
    }

    private List<ExchangeKind> kinds() {
        return phone.events(ExchangeStarted.class).stream()
                .map(ExchangeStarted::kind)
                .toList();
    }

    @Test
    void eachExchangeIsToldWithItsKindAndItsSize() {
        server.foreign("other", "\"ten chars\"");
        phone.set("a", "1");
        phone.set("b", "22");
        phone.sync();

        List<ExchangeKind> kinds = kinds();
        assertEquals(ExchangeKind.CHECK, kinds.get(0));
        assertTrue(kinds.contains(ExchangeKind.PULL));
        assertEquals(1, kinds.stream().filter(ExchangeKind.PUSH::equals).count());
        for (ExchangeStarted started : phone.events(ExchangeStarted.class)) {
            boolean push = started.kind() == ExchangeKind.PUSH;
            assertEquals(push ? 2 : 0, started.mutations());
            assertEquals(push ? 3 : 0, started.bytes());
        }
        ExchangeEnded pulled = phone.events(ExchangeEnded.class).stream()
                .filter(ended -> ended.changes() > 0)
                .findFirst()
                .orElseThrow();
        assertEquals(ExchangeKind.PULL, pulled.kind());
        assertEquals(1, pulled.changes());
        assertEquals("\"ten chars\"".length(), pulled.bytes());
        phone.events(ExchangeEnded.class).forEach(ended -> assertNull(ended.failure()));
    }

    @Test
    void aCallIsAnExchangeOfItsOwnOrCarriesTheBatch() {
        phone.sync();
        phone.events.clear();
        phone.await(phone.client.calls().make(ApiCall.post("/do", "{}")), CallReport.Answered.class);
        assertEquals(List.of(ExchangeKind.CALL), kinds());
        phone.events.clear();
        phone.set("a", "1");
        phone.await(phone.client.calls().make(ApiCall.post("/do", "{}")), CallReport.Answered.class);
        ExchangeStarted riding = phone.events(ExchangeStarted.class).get(0);
        assertEquals(new ExchangeStarted(ExchangeKind.CALL, 1, 1), riding);
        assertEquals(1, acked().size());
    }

    @Test
    void aFailureIsToldInItsOwnWordsAndTookItsTime() {
        server.before = ask -> {
            time.sleep(Duration.ofSeconds(3));
            return failure(Kind.SERVER, Delivery.ANSWERED);
        };
        phone.sync();
        ExchangeEnded ended = phone.events(ExchangeEnded.class).get(0);
        assertEquals("SERVER ANSWERED", ended.failure());
        assertEquals(Duration.ofSeconds(3), ended.took());
        assertEquals(0, ended.changes());
    }

    @Test
    void whoListensLaterHearsTheSameFromThenOnAndNoMoreAfterItsEnd() {
        phone.set("a", "1");
        phone.sync();
        int before = phone.events.size();
        List<SyncEvent> heard = new ArrayList<>();
        Registration listening = phone.client.listen(heard::add);
        phone.set("b", "1");
        phone.sync();
        assertEquals(phone.events.subList(before, phone.events.size()), heard);

        listening.close();
        int until = heard.size();
        phone.set("c", "1");
        phone.sync();
        assertEquals(until, heard.size());
    }

    @Test
    void aRegistrationEndsItselfAlone() {
        List<SyncEvent> heard = new ArrayList<>();
        SyncListener listener = heard::add;
        Registration first = phone.client.listen(listener);
        phone.client.listen(listener);
        first.close();
        first.close();
        phone.sync();
        assertEquals(phone.events, heard, "once each");
    }

    @Test
    void oneThatThrowsOrLeavesWhileItIsToldHindersNobody() {
        List<SyncEvent> heard = new ArrayList<>();
        phone.client.listen(event -> {
            throw new IllegalStateException("a screen that is gone");
        });
        AtomicReference<Registration> own = new AtomicReference<>();
        List<SyncEvent> brief = new ArrayList<>();
        own.set(phone.client.listen(event -> {
            brief.add(event);
            own.get().close();
        }));
        phone.client.listen(heard::add);
        phone.sync();
        assertEquals(phone.events, heard);
        assertEquals(1, brief.size());
    }

    @Test
    void acksComeInTheOrderOfTheOutboxAndOnceEach() {
        List<UUID> written = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < 10; i++) {
            Mutation mutation = phone.set("k" + i % 3, "1" + i);
            written.add(mutation.id());
            bytes += mutation.payload().length();
        }
        phone.sync();
        assertEquals(written, acked());
        assertEquals(
                bytes,
                phone.events(Acked.class).stream().mapToLong(Acked::bytes).sum());
        assertEquals(List.of(), phone.events(Applied.class), "own ones are not applied");
    }

    @Test
    void aLostAnswerIsAckedByWhatThePullShowsAndOnce() {
        phone.client.start();
        time.advance(MOMENT);
        server.after = ask -> {
            server.after = then -> null;
            return failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
        };
        UUID id = phone.set("a", "1").id();
        time.advance(Duration.ofMinutes(5));
        assertEquals(List.of(id), acked());
        assertEquals(List.of(), phone.events(Retried.class), "it did not go out again");
    }

    @Test
    void aBatchThatGoesOutOnceMoreIsToldAsRetriedAndNoOther() {
        phone.client.start();
        time.advance(MOMENT);
        server.before = ask -> {
            if (ask instanceof Ask.Push) {
                server.before = then -> null;
                return failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
            }
            return null;
        };
        phone.set("a", "1");
        phone.set("b", "2");
        time.advance(Duration.ofMinutes(5));
        phone.set("c", "3");
        time.advance(MOMENT);

        assertEquals(List.of("a", "b", "c"), server.keys());
        List<Ask.Push> pushes = server.asks.stream()
                .filter(Ask.Push.class::isInstance)
                .map(Ask.Push.class::cast)
                .toList();
        assertEquals(3, pushes.size());
        assertEquals(pushes.get(0).key(), pushes.get(1).key());
        assertEquals(List.of(new Retried(pushes.get(0).key(), 2)), phone.events(Retried.class));
    }

    @Test
    void aBatchOfKeysThatGoesOutOnceMoreIsToldOnceAndAckedOnce() {
        KeyServer keys = new KeyServer();
        Tablet tablet = new Tablet(keys.transport(), time, ConflictPolicy.serverWins());
        tablet.client.start();
        time.advance(MOMENT);
        keys.before = push -> {
            if (push != null) {
                keys.before = then -> null;
                return failure(Kind.OFFLINE, Delivery.MAYBE_SENT);
            }
            return null;
        };
        UUID id = tablet.set("a", "milk").id();
        time.advance(Duration.ofMinutes(5));

        assertEquals(2, keys.pushes.size());
        assertEquals(
                List.of(new Retried(keys.pushes.get(0).key(), 1)),
                tablet.events.stream().filter(Retried.class::isInstance).toList());
        assertEquals(
                List.of(List.of(id)),
                tablet.events.stream()
                        .filter(Acked.class::isInstance)
                        .map(event -> ((Acked) event).ids())
                        .toList());
        tablet.client.close();
    }

    @Test
    void whatOthersHaveChangedIsCountedAsItIsApplied() {
        long bytes = 0;
        for (int i = 0; i < 7; i++) {
            server.foreign("k" + i, "10" + i);
            bytes += 3;
        }
        phone.set("own", "1");
        phone.sync();
        List<Applied> applied = phone.events(Applied.class);
        assertEquals(7, applied.stream().mapToLong(Applied::changes).sum());
        assertEquals(bytes, applied.stream().mapToLong(Applied::bytes).sum());
        assertTrue(applied.size() >= 4, "slices of two");
    }

    @Test
    void theFirstStatusIsHowItStartsAndTheLastHowItEnds() {
        phone.client.start();
        time.advance(MOMENT);
        phone.set("a", "1");
        time.advance(MOMENT);
        phone.client.stop();
        time.advance(MOMENT);
        List<StatusChanged> told = phone.events(StatusChanged.class);
        assertEquals(State.CONNECTING, told.get(0).status().state());
        assertEquals(Cause.CHECKING, told.get(0).status().reason().cause());
        assertEquals(
                List.of(State.CONNECTING, State.SYNCED, State.SYNCING, State.SYNCED, State.DISCONNECTED), lights(told));
        assertTrue(phone.status().isSameAs(told.get(told.size() - 1).status()));
        assertInstanceOf(StatusChanged.class, phone.events.get(0), "before anything is done");
    }

    private static List<State> lights(List<StatusChanged> told) {
        List<State> lights = new ArrayList<>();
        for (StatusChanged each : told) {
            State state = each.status().state();
            if (lights.isEmpty() || lights.get(lights.size() - 1) != state) {
                lights.add(state);
            }
        }
        return lights;
    }

    @Test
    void aClientThatIsClosedTellsNothingMore() {
        phone.client.start();
        time.advance(MOMENT);
        phone.client.close();
        int told = phone.events.size();
        time.advance(Duration.ofHours(1));
        assertEquals(told, phone.events.size());
    }

    @Test
    void progressIsToldATenthOfASecondApartAndOnceMoreAtTheEnd() {
        for (int i = 0; i < 300; i++) {
            server.foreign("k" + i, "1");
        }
        server.slice = 1;
        List<SyncEvent> seen = new ArrayList<>();
        Phone slow = new Phone(
                server,
                time,
                new InMemoryStorage(),
                builder -> builder.listener(event -> {
                    seen.add(event);
                    if (event instanceof Progressed) {
                        progressedAt.add(time.uptime());
                    } else if (event instanceof Applied) {
                        time.sleep(Duration.ofMillis(7));
                    }
                }));
        slow.sync();
        assertTrue(progressedAt.size() >= 15, progressedAt.size() + " told");
        for (int i = 1; i < progressedAt.size() - 1; i++) {
            Duration apart = progressedAt.get(i).minus(progressedAt.get(i - 1));
            assertTrue(apart.toMillis() >= 100, "only " + apart + " apart");
        }
        int finished = seen.size() - 1;
        while (!(seen.get(finished) instanceof Finished)) {
            finished--;
        }
        Progressed last = null;
        for (SyncEvent event : seen.subList(0, finished)) {
            last = event instanceof Progressed progressed ? progressed : last;
        }
        assertEquals(300, last.progress().pulled(), "the last one before the end has it all");
        slow.client.close();
    }

    @Test
    void aSyncThatMovesNothingTellsNoProgress() {
        phone.sync();
        assertEquals(List.of(), phone.events(Progressed.class));
        assertInstanceOf(
                Finished.class,
                phone.events.stream()
                        .filter(e -> !(e instanceof StatusChanged))
                        .reduce((a, b) -> b)
                        .orElseThrow());
    }
}
