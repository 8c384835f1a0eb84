package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.Jwt;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Light;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two devices and a server over loopback, whose polls are so rare that only the socket tells one of the other. */
@Timeout(30)
class SocketSyncTest {
    private static final String TOKEN = Jwt.of("x", 1);
    private static final String SONATA = "sonata-bach";

    private final EntitySyncServer server =
            EntitySyncServer.builder().user("x", TOKEN).build().start();
    private final List<Device> devices = new ArrayList<>();

    @AfterEach
    void stop() {
        devices.forEach(device -> device.client.close());
        server.channels().cut(); // Whoever hangs up in order waits for the other side.
        server.close();
    }

    /** One that tells what it applies. */
    private final class Device implements ChangeHandler.Resetting<MemoryTables> {
        final BlockingQueue<String> applied = new LinkedBlockingQueue<>();
        final BlockingQueue<ChannelStatus.State> states = new LinkedBlockingQueue<>();
        final BlockingQueue<SyncEvent> events = new LinkedBlockingQueue<>();
        final SyncClient<MemoryTables> client;

        Device(String name, Live live) throws InterruptedException {
            this(name, live, "/sync/ws");
            awaits(states, state -> state == ChannelStatus.State.LIVE);
        }

        Device(String name, Live live, String socket) {
            EntitySyncDialect dialect = EntitySyncDialect.builder(name)
                    .liveAt(server.url().replace("http", "ws") + socket)
                    .repertoire()
                    .build();
            client = SyncClient.builder(
                            new InMemoryStorage(),
                            OkHttpTransport.builder(server.url(), dialect)
                                    .credentials(Credentials.bearer(TOKEN))
                                    .build(),
                            this)
                    .live(live)
                    .pollEvery(Duration.ofMinutes(10))
                    .debounce(Duration.ZERO)
                    .listener(this::note)
                    .build();
            devices.add(this);
            client.start();
        }

        private void note(SyncEvent event) {
            events.add(event);
            if (event instanceof SyncEvent.ChannelChanged changed) {
                states.add(changed.status().state());
            }
        }

        void puts(String collection, String key, String payload) {
            client.write((tables, outbox) -> outbox.add(Mutation.of(collection, key, "put", payload)));
        }

        void deletes(String collection, String key) {
            client.write((tables, outbox) -> outbox.add(Mutation.delete(collection, key)));
        }

        void gets(String what) throws InterruptedException {
            awaits(applied, what::equals);
        }

        @Override
        public void apply(MemoryTables tables, List<Change> changes) {
            changes.forEach(each -> applied.add((each.tombstone() ? "-" : "+") + each.key()));
        }

        @Override
        public void undo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void redo(MemoryTables tables, List<Mutation> mutations) {}

        @Override
        public void reset(MemoryTables tables, Snapshot snapshot) {}
    }

    private static <T> void awaits(BlockingQueue<T> queue, Predicate<T> what) throws InterruptedException {
        T next;
        do {
            next = queue.poll(10, TimeUnit.SECONDS);
            assertNotNull(next, "it did not come");
        } while (!what.test(next));
    }

    private static Live prompt() {
        return Live.DEFAULT.settle(Duration.ZERO, Duration.ZERO).beatEvery(Duration.ofMillis(400));
    }

    @Test
    void whatAnotherDeviceWritesOverHttpOrSocketIsHereByTheSocket() throws Exception {
        Live announced = Live.DEFAULT.settle(Duration.ZERO, Duration.ZERO); // Beats are too rare to help.
        Device phone = new Device("phone", announced);
        Device tablet = new Device("tablet", announced);
        phone.puts("entries", "e1", "{\"duration\":60,\"notes\":\"n\"}");
        tablet.gets("+e1");
        phone.deletes("entries", "e1");
        tablet.gets("-e1");
    }

    private static boolean isReached(SyncEvent event, Predicate<SyncStatus> what) {
        return event instanceof SyncEvent.StatusChanged changed && what.test(changed.status());
    }

    /** A pull shows no pieces. */
    @Test
    void theLightIsGreenOnlyWhereTheSocketHasShownThePieces() throws Exception {
        Device phone = new Device("phone", prompt());
        awaits(phone.events, event -> isReached(event, status -> status.light() == Light.GREEN));
        Device deaf = new Device("tablet", prompt(), "/no/socket");
        awaits(
                deaf.events,
                event -> isReached(
                        event,
                        status -> status.channel().state() == ChannelStatus.State.DOWN
                                && status.contact().pull() != null
                                && Objects.requireNonNull(status.reason()).cause() == SyncStatus.Cause.CHANNEL_SILENT));
        assertEquals(Light.AMBER, deaf.client.status().light());
        assertTrue(deaf.client
                .status()
                .explain()
                .contains("repertoire comes over the live channel alone, which is down; it is opened again by itself"));
    }

    @Test
    void aDeletionOfSomebodyWhoAnnouncesNothingComesWithABeat() throws Exception {
        server.put("x", EntityType.LOGBOOK_ENTRY, "e1", LiveDevice.entry("e1"));
        server.put("x", EntityType.LOGBOOK_ENTRY, "e2", LiveDevice.entry("e2"));
        Device tablet = new Device("tablet", prompt());
        tablet.gets("+e2");
        server.delete("x", EntityType.LOGBOOK_ENTRY, "e1");
        tablet.gets("-e1");
        assertEquals(0, tablet.client.status().counts().heldBack());
    }

    @Test
    void aPieceSyncsBothWays() throws Exception {
        Device phone = new Device("phone", prompt());
        Device tablet = new Device("tablet", prompt());
        phone.puts("repertoire", SONATA, "{\"title\":\"Sonata\",\"status\":\"learning\"}");
        tablet.gets("+" + SONATA);
        tablet.deletes("repertoire", SONATA);
        phone.gets("-" + SONATA);
    }

    @Test
    void whatCameWhileTheSocketWasGoneOrHalfOpenIsHereAfterIt() throws Exception {
        Device tablet = new Device("tablet", prompt());
        server.channels().cut();
        server.put("x", EntityType.LOGBOOK_ENTRY, "e1", LiveDevice.entry("e1"));
        tablet.gets("+e1");
        awaits(tablet.states, state -> state == ChannelStatus.State.LIVE);
        server.channels().silent(true); // Nothing passes, and nobody hangs up.
        awaits(tablet.states, state -> state == ChannelStatus.State.DOWN);
        server.put("x", EntityType.LOGBOOK_ENTRY, "e2", LiveDevice.entry("e2"));
        server.channels().silent(false);
        tablet.gets("+e2");
        assertTrue(tablet.client.status().pending() == 0);
    }
}
