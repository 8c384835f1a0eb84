package dev.mooring.sync.android;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.app.Application;
import android.net.ConnectivityManager;
import android.net.ConnectivityManager.NetworkCallback;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.net.NetworkInfo;
import android.os.Build;
import dev.mooring.sync.Connectivity.State;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowConnectivityManager;
import org.robolectric.shadows.ShadowNetwork;
import org.robolectric.shadows.ShadowNetworkCapabilities;
import org.robolectric.shadows.ShadowNetworkInfo;

/** What the platform says of the network, and what a client hears of it. Run inside Robolectric by {@link RobolectricTest}. */
class AndroidConnectivityContract {
    private static final int INTERNET = NetworkCapabilities.NET_CAPABILITY_INTERNET;
    private static final int FREE = NetworkCapabilities.NET_CAPABILITY_NOT_METERED;
    private static final int VALIDATED = NetworkCapabilities.NET_CAPABILITY_VALIDATED;
    private static final int FLOWING = NetworkCapabilities.NET_CAPABILITY_NOT_SUSPENDED;
    private static final int PORTAL = NetworkCapabilities.NET_CAPABILITY_CAPTIVE_PORTAL;

    private final Application app = RuntimeEnvironment.getApplication();
    private final ConnectivityManager manager = app.getSystemService(ConnectivityManager.class);
    private final ShadowConnectivityManager shadow = shadowOf(manager);
    private final Network home = ShadowNetwork.newInstance(501);
    private final Network street = ShadowNetwork.newInstance(502);
    private final AtomicInteger hints = new AtomicInteger();
    private final List<Registration> registrations = new ArrayList<>();
    private AndroidConnectivity connectivity;

    @BeforeEach
    void begin() {
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_NETWORK_STATE);
        shadow.setDefaultNetworkActive(true);
        connectivity = AndroidConnectivity.of(app);
        shadow.clearAllNetworks();
        shadow.setActiveNetworkInfo(null);
    }

    @AfterEach
    void end() {
        registrations.forEach(Registration::close);
        assertEquals(0, shadow.getNetworkCallbacks().size());
    }

    private Registration listen(Runnable hint) {
        Registration registration = connectivity.onChange(hint);
        registrations.add(registration);
        return registration;
    }

    private static NetworkCapabilities of(int... capabilities) {
        NetworkCapabilities all = ShadowNetworkCapabilities.newInstance();
        shadowOf(all).clearCapabilities();
        for (int capability : capabilities) {
            boolean known = capability != NetworkCapabilities.NET_CAPABILITY_NOT_SUSPENDED
                    || Build.VERSION.SDK_INT >= Build.VERSION_CODES.P;
            if (known) {
                shadowOf(all).addCapability(capability);
            }
        }
        return all;
    }

    /** The platform says so when it is asked. */
    @SuppressWarnings("deprecation")
    private void isActive(int... capabilities) {
        NetworkInfo info = ShadowNetworkInfo.newInstance(
                NetworkInfo.DetailedState.CONNECTED,
                ConnectivityManager.TYPE_WIFI,
                0,
                true,
                NetworkInfo.State.CONNECTED);
        shadow.addNetwork(home, info);
        shadow.setActiveNetworkInfo(info);
        shadow.setNetworkCapabilities(manager.getActiveNetwork(), of(capabilities));
    }

    private NetworkCallback callback() {
        assertEquals(1, shadow.getNetworkCallbacks().size());
        return shadow.getNetworkCallbacks().iterator().next();
    }

    private void appears(Network network, int... capabilities) {
        NetworkCallback callback = callback();
        callback.onAvailable(network);
        callback.onCapabilitiesChanged(network, of(capabilities));
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            callback.onBlockedStatusChanged(network, false);
        }
    }

    /** Older ones do not tell it. */
    private static void from(int apiLevel) {
        assumeTrue(Build.VERSION.SDK_INT >= apiLevel, () -> "from API level " + apiLevel + " on");
    }

    private void assertSays(State state, int told) {
        assertEquals(state, connectivity.current());
        assertEquals(told, hints.getAndSet(0));
    }

    @Test
    void withoutThePermissionItSaysWhatToDeclare() {
        shadowOf(app).denyPermissions(Manifest.permission.ACCESS_NETWORK_STATE);
        String message = assertThrows(IllegalStateException.class, () -> AndroidConnectivity.of(app))
                .getMessage();
        assertTrue(message.contains("<uses-permission android:name=\"android.permission.ACCESS_NETWORK_STATE\"/>"));
    }

    @Test
    void withoutAListenerThePlatformIsAskedEachTime() {
        assertEquals(State.OFFLINE, connectivity.current());
        isActive(INTERNET, FREE, VALIDATED, FLOWING);
        assertEquals(State.ONLINE, connectivity.current());
        isActive(INTERNET, VALIDATED, FLOWING);
        assertEquals(State.METERED, connectivity.current());
        assertEquals(0, shadow.getNetworkCallbacks().size());
    }

    @Test
    void whatIsThereAtTheBeginningIsNoNews() {
        isActive(INTERNET, FREE, VALIDATED, FLOWING);
        listen(hints::incrementAndGet);
        assertSays(State.ONLINE, 0);
        appears(manager.getActiveNetwork(), INTERNET, FREE, VALIDATED, FLOWING);
        assertSays(State.ONLINE, 0);
    }

    @Test
    void eachChangeThatMattersIsToldOnce() {
        from(Build.VERSION_CODES.R);
        listen(hints::incrementAndGet);
        assertSays(State.OFFLINE, 0);
        appears(home, INTERNET, FREE, FLOWING);
        assertSays(State.UNKNOWN, 1);
        callback().onCapabilitiesChanged(home, of(INTERNET, FREE, FLOWING, PORTAL));
        assertSays(State.OFFLINE, 1);
        callback().onCapabilitiesChanged(home, of(INTERNET, FREE, FLOWING, VALIDATED));
        assertSays(State.ONLINE, 1);
        callback().onCapabilitiesChanged(home, of(INTERNET, FREE, FLOWING, VALIDATED));
        assertSays(State.ONLINE, 0);

        appears(street, INTERNET, FLOWING, VALIDATED);
        assertSays(State.METERED, 1);
        callback().onLost(home);
        assertSays(State.METERED, 0);
        callback()
                .onCapabilitiesChanged(
                        street,
                        of(INTERNET, FLOWING, VALIDATED, NetworkCapabilities.NET_CAPABILITY_TEMPORARILY_NOT_METERED));
        assertSays(State.ONLINE, 1);
        callback().onCapabilitiesChanged(street, of(INTERNET, VALIDATED));
        assertSays(State.OFFLINE, 1);
        callback().onLost(street);
        assertSays(State.OFFLINE, 1);
    }

    @Test
    void aNetworkThatTheAppMayNotUseIsNone() {
        from(Build.VERSION_CODES.Q);
        listen(hints::incrementAndGet);
        appears(home, INTERNET, FREE, FLOWING, VALIDATED);
        assertSays(State.ONLINE, 1);
        callback().onBlockedStatusChanged(home, true);
        assertSays(State.OFFLINE, 1);
        callback().onBlockedStatusChanged(home, false);
        assertSays(State.ONLINE, 1);
    }

    @Test
    void aNetworkThatComesBlockedMakesNoHaste() {
        from(Build.VERSION_CODES.Q);
        listen(hints::incrementAndGet);
        callback().onAvailable(home);
        callback().onCapabilitiesChanged(home, of(INTERNET, FREE, FLOWING, VALIDATED));
        assertSays(State.OFFLINE, 0);
        callback().onBlockedStatusChanged(home, true);
        assertSays(State.OFFLINE, 1);
    }

    @Test
    void oneCallbackServesAllWhoListenAndEndsWithTheLast() {
        Runnable hint = hints::incrementAndGet;
        Registration first = listen(hint);
        Registration second = listen(hint);
        appears(home, INTERNET, FREE, FLOWING, VALIDATED);
        assertSays(State.ONLINE, 2);
        NetworkCallback callback = callback();
        first.close();
        first.close();
        callback.onLost(home);
        assertSays(State.OFFLINE, 1);
        second.close();
        assertEquals(0, shadow.getNetworkCallbacks().size());
        callback.onAvailable(home);
        assertSays(State.OFFLINE, 0);

        listen(hint);
        callback();
    }

    @Test
    void aHintThatThrowsKeepsNobodyElseFromHearing() {
        listen(() -> {
            throw new IllegalStateException("the app's");
        });
        listen(hints::incrementAndGet);
        appears(home, INTERNET, FREE, FLOWING, VALIDATED);
        assertSays(State.ONLINE, 1);
    }

    @Test
    void aClientTriesAtOnceWhenTheNetworkIsBackAndListensUntilItIsClosed() {
        VirtualScheduler time = new VirtualScheduler(1);
        QuietServer server = new QuietServer();
        InMemoryStorage storage = new InMemoryStorage().capturing(time::now, "note");
        SyncClient<MemoryTables> client = SyncClient.builder(storage, server)
                .connectivity(connectivity)
                .scheduler(time.lane(1))
                .build();
        client.start();
        server.online = false;
        client.write((tables, outbox) -> tables.put("note", "n1", "1"));
        time.advance(Duration.ofMinutes(10));
        assertTrue(server.asks.size() > 5, "a platform may be wrong: " + server.asks.size());
        server.online = true;
        appears(home, INTERNET, FREE, FLOWING);
        time.advance(Duration.ofMillis(10));
        assertEquals(1, server.keys.size());

        client.close();
        assertEquals(0, shadow.getNetworkCallbacks().size());
    }
}
