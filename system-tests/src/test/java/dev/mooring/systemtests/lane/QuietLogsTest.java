package dev.mooring.systemtests.lane;

import static dev.mooring.systemtests.lane.LogServer.failure;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus.State;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Over the whole life of a client: no payload in any log, and none in a status, report or event unless the server itself has said it;
 * and one line for each state.
 */
class QuietLogsTest {
    private static final String SECRET = "nobody-reads-this";
    private static final String PAYLOAD = "{\"title\":\"" + SECRET + "\"}";
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final List<String> told = new ArrayList<>();
    private final List<State> lights = new ArrayList<>();
    private final App app = new App();
    private final LogTap log = new LogTap();
    private final SyncClient<MemoryTables> client = SyncClient.builder(new InMemoryStorage(), server.transport(), app)
            .scheduler(time.lane(1))
            .listener(this::hear)
            .build();

    @AfterEach
    void closeTap() {
        log.close();
    }

    /** An app whose exceptions say all they know. */
    private static final class App implements ChangeHandler.Resetting<MemoryTables> {
        boolean throwing;

        private void use(Object given) {
            if (throwing) {
                throw new IllegalStateException("cannot read " + PAYLOAD + " of " + given);
            }
        }

        @Override
        public void apply(MemoryTables db, List<Change> changes) {
            use(changes);
        }

        @Override
        public void undo(MemoryTables db, List<Mutation> superseded) {
            use(superseded);
        }

        @Override
        public void reset(MemoryTables db, Snapshot snapshot) {
            use(snapshot);
        }

        @Override
        public void redo(MemoryTables db, List<Mutation> mutations) {
            use(mutations);
        }
    }

    private void hear(SyncEvent event) {
        told.add(event.toString());
        if (event instanceof SyncEvent.StatusChanged changed) {
            State state = changed.status().state();
            if (lights.isEmpty() || lights.get(lights.size() - 1) != state) {
                lights.add(state);
            }
            told.add(changed.status().explain());
        }
    }

    private <T> T await(CompletableFuture<T> future) {
        time.sleep(Duration.ofMinutes(1), future::isDone);
        T report = future.getNow(null);
        look(report);
        return report;
    }

    private void look(Object report) {
        told.add(String.valueOf(report));
        told.add(client.status().toString());
        told.add(client.status().explain());
        told.add(client.parked().superseded(9).toString());
        told.add(client.parked().quarantined(9).toString());
        told.add(client.pending(9).toString());
    }

    private void write(String key) {
        client.write((db, outbox) -> outbox.add(Mutation.of("todo", key, "set", PAYLOAD)));
    }

    private void assertNothingIsSaid() {
        assertTrue(told.size() > 5);
        for (String words : told) {
            assertFalse(words.contains(SECRET), words);
        }
        assertNothingIsLogged();
    }

    private void assertNothingIsLogged() {
        assertFalse(log.text().contains(SECRET), log.text());
        assertFalse(log.lines("DEBUG").isEmpty(), "the tap reads");
    }

    @Test
    void aLifeWithoutTroubleSaysOneLineForEachState() {
        client.start();
        time.advance(MOMENT);
        for (int i = 0; i < 20; i++) {
            write("k" + i);
            server.foreign("o" + i, PAYLOAD);
            time.advance(MOMENT);
        }
        client.stop();
        time.advance(MOMENT);
        look(null);
        client.close();

        List<String> info = log.lines("INFO");
        assertEquals(lights.size(), info.size(), String.join("\n", info));
        for (int i = 0; i < lights.size(); i++) {
            assertTrue(info.get(i).contains(lights.get(i).name()), info.get(i));
        }
        assertEquals(List.of(), log.lines("WARN"));
        assertEquals(List.of(), log.lines("ERROR"));
        assertNothingIsSaid();
    }

    @Test
    void whatAServerSaysBackOfWhatItWasSentIsShownAndNotLogged() {
        for (Kind kind : new Kind[] {Kind.SERVER, Kind.REFUSED, Kind.THROTTLED, Kind.INVALID, Kind.OFFLINE}) {
            server.before = ask -> ask instanceof Ask.Push
                    ? new TransportException(kind, Delivery.ANSWERED, null, "500: cannot store " + PAYLOAD, null)
                    : null;
            write("k" + kind);
            await(client.syncNow());
        }
        server.before = ask -> ask instanceof Ask.Push ? new ProtocolException("at " + SECRET + "?", null) : null;
        await(client.syncNow());
        assertNothingIsLogged();
        assertTrue(told.stream().anyMatch(words -> words.contains("cannot store")), "its words are told");
    }

    @Test
    void whatAKeyedServerSaysOfARefusalIsShownAndNotLogged() {
        KeyServer keys = new KeyServer();
        keys.judge = mutation -> switch (mutation.key()) {
            case "bad" -> new Outcome.Rejected(mutation.id(), "the title " + SECRET + " is too long");
            case "later" -> new Outcome.Deferred(mutation.id(), "not now: " + PAYLOAD);
            case "other" -> new Outcome.Conflict(mutation.id(), "I have another than " + SECRET);
            default -> null;
        };
        SyncClient<MemoryTables> keyed = SyncClient.builder(new InMemoryStorage(), keys.transport(), app)
                .scheduler(time.lane(2))
                .listener(this::hear)
                .build();
        for (String key : new String[] {"good", "bad", "later", "other"}) {
            keyed.write((db, outbox) -> outbox.add(Mutation.of("todo", key, "set", PAYLOAD)));
        }
        CompletableFuture<SyncReport> future = keyed.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        look(future.getNow(null));
        told.add(keyed.parked().quarantined(9).get(0).toString());
        told.add(keyed.parked().quarantined(9).get(0).reason());
        assertTrue(keyed.parked().quarantined(9).get(0).reason().contains("is too long"));
        told.add(keyed.status() + keyed.status().explain());
        keyed.close();
        assertNothingIsLogged();
    }

    @Test
    void anAppThatThrowsWhatItWasGivenIsNotQuoted() {
        server.foreign("a", PAYLOAD);
        app.throwing = true;
        SyncReport.Failed failed = assertInstanceOf(SyncReport.Failed.class, await(client.syncNow()));
        assertEquals(SyncReport.Fault.HANDLER, failed.fault());
        assertTrue(failed.message().startsWith("this app failed in the apply"), failed.message());
        app.throwing = false;
        await(client.syncNow());
        app.throwing = true;
        write("b");
        server.foreign("c", PAYLOAD);
        await(client.syncNow());
        app.throwing = false;
        await(client.syncNow());
        assertNothingIsSaid();
    }

    @Test
    void aListenerOrAPolicyThatThrowsWhatItWasGivenIsNotQuoted() {
        SyncClient<MemoryTables> other = SyncClient.builder(new InMemoryStorage(), server.transport(), app)
                .scheduler(time.lane(3))
                .conflicts(conflict -> {
                    throw new IllegalStateException("no idea what to do with " + PAYLOAD);
                })
                .listener(event -> {
                    hear(event);
                    throw new IllegalArgumentException("will not hear of " + PAYLOAD);
                })
                .build();
        other.write((db, outbox) -> outbox.add(Mutation.of("todo", "a", "set", PAYLOAD)));
        server.foreign("b", PAYLOAD);
        CompletableFuture<SyncReport> future = other.syncNow();
        time.sleep(Duration.ofMinutes(1), future::isDone);
        told.add(String.valueOf(future.getNow(null)));
        told.add(other.status() + other.status().explain());
        other.close();
        assertNothingIsSaid();
    }

    @Test
    void aRebuildAndItsEndAreQuietToo() {
        client.start();
        write("a");
        server.foreign("b", PAYLOAD);
        time.advance(MOMENT);
        server.log.clear();
        write("c");
        time.advance(Duration.ofMinutes(5));
        assertEquals(State.INCOMPATIBLE, client.status().state());
        await(client.recovery().rebuild(RebuildPlan.withoutExport().droppingConfirmed()));
        time.advance(MOMENT);
        assertEquals(State.SYNCED, client.status().state());
        server.before = ask -> failure(Kind.OFFLINE, Delivery.NOT_SENT);
        write("d");
        await(client.syncNow());
        client.close();
        told.add(client.status() + client.status().explain());
        assertNothingIsSaid();
    }
}
