package dev.mooring.sync.android;

import android.Manifest;
import android.content.Context;
import android.content.pm.PackageManager;
import android.net.ConnectivityManager;
import android.net.Network;
import android.net.NetworkCapabilities;
import android.os.Build;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.android.internal.DefaultNetwork;
import dev.mooring.sync.android.internal.NetworkFacts;
import dev.mooring.sync.spi.text.Shown;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Android says about the network by default, for {@link dev.mooring.sync.SyncClientBuilder#connectivity}. As every
 * {@link Connectivity} it is a hint: what is pending is tried all the same.
 *
 * <table>
 *   <caption>What it says</caption>
 *   <tr><th>state</th><th>when</th></tr>
 *   <tr><td>{@code OFFLINE}</td><td>there is no network; or it asks the user to sign in, or is suspended; or this app may not use it now, as in
 *       Doze, by the data saver or by a restriction in the background (told as it changes from API level 29 on)</td></tr>
 *   <tr><td>{@code METERED}</td><td>else, and it costs</td></tr>
 *   <tr><td>{@code UNKNOWN}</td><td>else, and Android has not reached the internet by it: it has just come, leads to a local network alone, or
 *       Android's own servers are out of reach. A client that waits in a backoff tries at once here too</td></tr>
 *   <tr><td>{@code ONLINE}</td><td>else</td></tr>
 * </table>
 *
 * <p>While somebody is registered for hints, it has one callback registered with the platform, which allows an app 100. A client registers
 * when it is opened and ends that when it is closed, so there is nothing to close here. Hints come on a thread of the platform. One object may
 * serve any number of clients. Thread-safe.
 */
public final class AndroidConnectivity implements Connectivity {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.android");
    private static final boolean TELLS_BLOCKED = Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q;

    private final ConnectivityManager manager;
    private final List<Hint> hints = new CopyOnWriteArrayList<>();
    private final Object lock = new Object();
    private volatile @Nullable Watch watch;

    private AndroidConnectivity(ConnectivityManager manager) {
        this.manager = manager;
    }

    /**
     * Asks nothing of the network yet.
     *
     * @param context any
     * @return for one process
     * @throws IllegalStateException if the app does not hold the permission {@code ACCESS_NETWORK_STATE}, which every app may have that
     *     declares it in its manifest
     */
    public static AndroidConnectivity of(Context context) {
        if (context.checkSelfPermission(Manifest.permission.ACCESS_NETWORK_STATE)
                != PackageManager.PERMISSION_GRANTED) {
            throw new IllegalStateException("the app may not look at the network; declare"
                    + " <uses-permission android:name=\"android.permission.ACCESS_NETWORK_STATE\"/> in its manifest");
        }
        Context app = context.getApplicationContext();
        return new AndroidConnectivity((app == null ? context : app).getSystemService(ConnectivityManager.class));
    }

    @Override
    public State current() {
        Watch watching = watch;
        return (watching == null ? asked() : watching.known).state();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the platform refuses the callback, as it does if the app has 100 of them. A client goes on without
     *     hints then, and asks for the state alone
     */
    @Override
    public Registration onChange(Runnable hint) {
        Hint added = new Hint(hint);
        synchronized (lock) {
            if (watch == null) {
                Watch begun = new Watch();
                try {
                    manager.registerDefaultNetworkCallback(begun);
                } catch (RuntimeException e) {
                    throw new IllegalStateException(
                            "Android refuses a callback for the network; an app may have 100 registered at a time", e);
                }
                begun.told(asked());
                watch = begun;
            }
            hints.add(added);
        }
        return () -> end(added);
    }

    private void end(Hint hint) {
        synchronized (lock) {
            Watch watching = watch;
            if (hints.remove(hint) && hints.isEmpty() && watching != null) {
                watch = null;
                manager.unregisterNetworkCallback(watching);
            }
        }
    }

    /** What there is now. A network that this app may not use shows as none. */
    private DefaultNetwork asked() {
        Network network = manager.getActiveNetwork();
        if (network == null) {
            return DefaultNetwork.NONE;
        }
        NetworkCapabilities capabilities = manager.getNetworkCapabilities(network);
        DefaultNetwork there = DefaultNetwork.NONE.available(network).blocked(network, false);
        return capabilities == null ? there : there.facts(network, facts(capabilities));
    }

    private static NetworkFacts facts(NetworkCapabilities can) {
        boolean suspended = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P
                && !can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_SUSPENDED);
        boolean free = can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)
                || (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R
                        && can.hasCapability(NetworkCapabilities.NET_CAPABILITY_TEMPORARILY_NOT_METERED));
        return new NetworkFacts(
                can.hasCapability(NetworkCapabilities.NET_CAPABILITY_CAPTIVE_PORTAL),
                suspended,
                can.hasCapability(NetworkCapabilities.NET_CAPABILITY_VALIDATED),
                !free);
    }

    /** Compared by identity, so that the same code may be registered twice. */
    private static final class Hint {
        private final Runnable code;

        Hint(Runnable code) {
            this.code = code;
        }

        /** An exception would end the app, as the thread is the platform's. */
        void give() {
            try {
                code.run();
            } catch (RuntimeException e) {
                LOG.warn("a hint about the network threw", Shown.thrown(e));
            }
        }
    }

    private final class Watch extends ConnectivityManager.NetworkCallback {
        /** What the hints were given for. */
        private volatile DefaultNetwork known = DefaultNetwork.NONE;

        /** What has come of the next one; guarded by the lock. */
        private DefaultNetwork coming = DefaultNetwork.NONE;

        void told(DefaultNetwork now) {
            known = now;
            coming = now;
        }

        @Override
        public void onAvailable(Network network) {
            seen(coming -> coming.available(network));
        }

        @Override
        public void onCapabilitiesChanged(Network network, NetworkCapabilities capabilities) {
            seen(coming -> coming.facts(network, facts(capabilities)));
        }

        @Override
        public void onBlockedStatusChanged(Network network, boolean blocked) {
            seen(coming -> coming.blocked(network, blocked));
        }

        @Override
        public void onLost(Network network) {
            seen(coming -> coming.lost(network));
        }

        private void seen(UnaryOperator<DefaultNetwork> change) {
            synchronized (lock) {
                coming = change.apply(coming);
                if (watch != this || !coming.isWhole(TELLS_BLOCKED) || !coming.isNewsAfter(known)) {
                    return;
                }
                known = coming;
            }
            hints.forEach(Hint::give);
        }
    }
}
