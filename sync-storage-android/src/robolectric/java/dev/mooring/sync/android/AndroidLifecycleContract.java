package dev.mooring.sync.android;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.Application;
import android.content.ComponentCallbacks2;
import android.os.Looper;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;

/** A client whose app comes to the screen and leaves it. Run inside Robolectric by {@link RobolectricTest}. */
class AndroidLifecycleContract {
    private static final Duration GRACE = Duration.ofMillis(700);

    private final Application app = RuntimeEnvironment.getApplication();
    private final VirtualScheduler time = new VirtualScheduler(1);
    private final QuietServer server = new QuietServer();
    private final Mobile mobile = new Mobile();
    private final SyncClient<MemoryTables> client = SyncClient.builder(
                    new InMemoryStorage().capturing(time::now, "note"), server)
            .pollEvery(Duration.ofSeconds(30))
            .scheduler(time.lane(1))
            .build();
    private AndroidLifecycle lifecycle;

    /** A network that costs, or not. */
    private static final class Mobile implements Connectivity {
        private final List<Runnable> hints = new ArrayList<>();
        private State state = State.ONLINE;

        void say(State now) {
            state = now;
            hints.forEach(Runnable::run);
        }

        @Override
        public State current() {
            return state;
        }

        @Override
        public Registration onChange(Runnable hint) {
            hints.add(hint);
            return () -> hints.remove(hint);
        }
    }

    private AndroidLifecycleBuilder binding() {
        return AndroidLifecycle.of(app, client).worker(Runnable::run);
    }

    private void bind() {
        lifecycle = binding().bind();
    }

    @AfterEach
    void end() {
        lifecycle.close();
        client.close();
        assertTrue(mobile.hints.isEmpty());
    }

    private static void pass(Duration span) {
        shadowOf(Looper.getMainLooper()).idleFor(span);
    }

    private boolean isOff() {
        SyncStatus.Reason reason = client.status().reason();
        return reason != null && reason.cause() == SyncStatus.Cause.SWITCHED_OFF;
    }

    private static ActivityController<Activity> activity() {
        return Robolectric.buildActivity(Activity.class).create();
    }

    @Test
    void itSyncsFromTheFirstActivityToTheLast() {
        bind();
        ActivityController<Activity> list = activity();
        assertTrue(isOff(), "created is not on the screen");
        list.start();
        assertFalse(isOff());
        time.advance(Duration.ofMinutes(1));
        assertTrue(server.asks.size() >= 3, "it polls");

        ActivityController<Activity> details = activity().start();
        list.stop();
        pass(GRACE.multipliedBy(2));
        details.stop();
        pass(GRACE.minusMillis(1));
        client.write((tables, outbox) -> tables.put("note", "n1", "1"));
        assertFalse(isOff());
        pass(Duration.ofMillis(1));
        time.advance(Duration.ofSeconds(1));
        assertTrue(isOff());
        assertEquals(1, server.keys.size(), "it was sent on leaving");

        server.asks.clear();
        client.write((tables, outbox) -> tables.put("note", "n2", "1"));
        time.advance(Duration.ofHours(1));
        assertEquals(0, server.asks.size());
        list.start();
        time.advance(Duration.ofSeconds(1));
        assertEquals(2, server.keys.size());
    }

    @Test
    void anActivityThatIsMadeAnewChangesNothing() {
        bind();
        ActivityController<Activity> list = activity().start();
        time.advance(Duration.ofSeconds(1));
        server.asks.clear();
        for (int i = 0; i < 10; i++) {
            list.stop().destroy();
            pass(Duration.ofMillis(600));
            list = activity().start();
            pass(Duration.ofSeconds(5));
            assertFalse(isOff());
        }
        assertEquals(0, server.asks.size());
    }

    @Test
    void whoComesBackWhileTheClientIsStillSendingFindsItLive() {
        bind();
        ActivityController<Activity> list = activity().start();
        time.advance(Duration.ofSeconds(1));
        client.write((tables, outbox) -> tables.put("note", "n1", "1"));
        server.before = () -> {
            server.before = () -> {};
            time.sleep(Duration.ofSeconds(3));
        };
        list.stop();
        pass(GRACE);
        time.schedule(Duration.ofSeconds(1), list::start);
        time.advance(Duration.ofSeconds(20));
        assertFalse(isOff());
        assertEquals(1, server.keys.size());
    }

    @Test
    void theDeadlineIsKept() {
        lifecycle = binding().flushWithin(Duration.ofSeconds(2)).bind();
        ActivityController<Activity> list = activity().start();
        time.advance(Duration.ofSeconds(1));
        client.write((tables, outbox) -> tables.put("note", "n1", "1"));
        server.asks.clear();
        server.before = () -> time.sleep(Duration.ofSeconds(3));
        list.stop();
        pass(GRACE);
        time.advance(Duration.ofMinutes(10));
        assertEquals(1, server.asks.size(), "cut behind the first exchange");
        assertTrue(isOff());
        assertEquals(1, client.status().pending());
    }

    @Test
    void onANetworkThatCostsItDoesNothingByItself() {
        mobile.state = Connectivity.State.METERED;
        lifecycle = binding().connectivity(mobile).unmeteredOnly().bind();
        ActivityController<Activity> list = activity().start();
        assertTrue(isOff());
        mobile.say(Connectivity.State.ONLINE);
        assertFalse(isOff());
        mobile.say(Connectivity.State.METERED);
        assertTrue(isOff());
        lifecycle.unmeteredOnly(false);
        assertFalse(isOff(), "the user does not mind");
        lifecycle.unmeteredOnly(true);
        assertTrue(isOff());
        mobile.say(Connectivity.State.OFFLINE);
        assertFalse(isOff(), "it goes on trying, as the platform may be wrong");
        list.stop();
        pass(GRACE);
        time.advance(Duration.ofSeconds(10));
        assertTrue(isOff());
        mobile.say(Connectivity.State.ONLINE);
        assertTrue(isOff(), "it is not on the screen");
    }

    @Test
    void whoTellsNothingOfCostsCannotMindThem() {
        assertThrows(
                IllegalStateException.class, () -> binding().unmeteredOnly().bind());
        bind();
        assertThrows(IllegalStateException.class, () -> lifecycle.unmeteredOnly(true));
        lifecycle.unmeteredOnly(false);
        assertThrows(IllegalArgumentException.class, () -> binding().flushWithin(Duration.ofMillis(-1)));
    }

    @Test
    void anActivityThatWasThereBeforeIsNamed() {
        ActivityController<Activity> list = activity().start();
        lifecycle = binding().onScreen(list.get()).bind();
        assertFalse(isOff());
        list.stop().destroy();
        pass(GRACE);
        time.advance(Duration.ofSeconds(1));
        assertTrue(isOff());
    }

    @Test
    void aClosedBindingLeavesTheClientAsItIs() {
        bind();
        ActivityController<Activity> list = activity().start();
        list.stop();
        lifecycle.close();
        pass(GRACE.multipliedBy(2));
        assertFalse(isOff());
        client.stop();
        list.start();
        assertTrue(isOff());
    }

    @Test
    void aClientThatCannotStartIsTriedAgainTheNextTime() {
        bind();
        client.close();
        ActivityController<Activity> list = activity().start();
        list.stop();
        pass(GRACE);
        list.start();
        assertEquals(SyncStatus.Cause.CLOSED, client.status().reason().cause());
    }

    @Test
    void cachesAreGivenBackWithoutHarm() {
        bind();
        activity().start();
        app.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_UI_HIDDEN);
        app.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_BACKGROUND);
        app.onTrimMemory(ComponentCallbacks2.TRIM_MEMORY_RUNNING_MODERATE);
        app.onLowMemory();
        assertFalse(isOff());
    }

    @Test
    void byDefaultAThreadOfItsOwnOpensTheDatabase() throws Exception {
        lifecycle = AndroidLifecycle.of(app, client).bind();
        activity().start();
        List<Thread> workers = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("mooring-lifecycle")) {
                workers.add(thread);
            }
        }
        lifecycle.close();
        for (Thread thread : workers) {
            thread.interrupt();
            thread.join(10_000);
        }
        assertEquals(1, workers.size());
    }
}
