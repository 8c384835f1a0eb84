package dev.mooring.sync.android;

import android.app.Activity;
import android.app.Application;
import android.database.sqlite.SQLiteDatabase;
import android.os.Handler;
import android.os.Looper;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.android.internal.Presence;
import dev.mooring.sync.android.internal.Presence.Step;
import dev.mooring.sync.android.internal.ScreenCallbacks;
import dev.mooring.sync.android.internal.Visibility;
import dev.mooring.sync.spi.text.Shown;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a client sync while the app is on the screen: {@linkplain SyncClient#start started} when its first activity comes, and
 * {@linkplain SyncClient#flushAndStop flushed and stopped} when its last one is gone for 700 ms. So nothing is polled in the background,
 * where Android stops an app's threads anyway. What is written there waits for the next start, or for a worker of the app that
 * calls {@link SyncClient#flush}. The process may be killed at any moment.
 *
 * <p>An activity that is made anew, as when the device is turned, changes nothing. If the device is short of memory, or the app has left the
 * screen, SQLite is told to release its caches.
 *
 * <p>The client is started on a thread of its own, as that opens the database. If it cannot be opened, that is logged, and tried again when the
 * app comes to the screen the next time. An app that wants to tell its user calls {@link SyncClient#open} itself before.
 *
 * <p>Build, {@link #close} and {@link AndroidLifecycleBuilder#onScreen} on the main thread; {@link #unmeteredOnly} on any.
 */
public final class AndroidLifecycle implements AutoCloseable {
    /** As long as an activity may take to be made anew. */
    private static final Duration GRACE = Duration.ofMillis(700);

    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.android");

    private final Application application;
    private final SyncClient<?> client;
    private final Duration flushWithin;
    private final @Nullable Connectivity connectivity;
    private final Executor worker;
    private final Handler main = new Handler(Looper.getMainLooper());
    private final Runnable gone = () -> see(false);
    private final Visibility visibility = new Visibility();
    private final ScreenCallbacks callbacks = new ScreenCallbacks(this::came, this::went, this::releaseMemory);
    private final Presence presence;
    private final Registration network;
    private volatile boolean unmeteredOnly;

    AndroidLifecycle(AndroidLifecycleBuilder from) {
        this.application = from.application;
        this.client = from.client;
        this.flushWithin = from.flushWithin;
        this.connectivity = from.connectivity;
        this.unmeteredOnly = from.unmeteredOnly;
        this.worker = from.worker;
        this.presence = new Presence(isAllowed());
        this.network = connectivity == null ? () -> {} : hintsOf(connectivity);
        application.registerActivityLifecycleCallbacks(callbacks);
        application.registerComponentCallbacks(callbacks);
        if (from.shown != null) {
            came(from.shown);
        }
    }

    /**
     * Begins a binding, best in {@link Application#onCreate}. An app that begins it later, as when somebody has signed in, says which
     * activity is {@linkplain AndroidLifecycleBuilder#onScreen on the screen} then.
     *
     * @param application whose activities are watched
     * @param client not closed by it
     * @return a builder
     */
    public static AndroidLifecycleBuilder of(Application application, SyncClient<?> client) {
        return new AndroidLifecycleBuilder(application, client);
    }

    /**
     * Whether the client syncs by itself only while the network does not cost. When it begins to cost, a running sync is cancelled. What the app asks
     * for ({@link SyncClient#syncNow}, {@link SyncClient#flush}) is done all the same.
     *
     * @param only as the user has set it
     * @throws IllegalStateException if the builder was given no {@linkplain AndroidLifecycleBuilder#connectivity connectivity}
     */
    public void unmeteredOnly(boolean only) {
        if (only && connectivity == null) {
            throw new IllegalStateException("nobody tells what the network costs: give the builder a connectivity");
        }
        unmeteredOnly = only;
        look();
    }

    private Registration hintsOf(Connectivity hints) {
        try {
            return hints.onChange(this::look);
        } catch (RuntimeException e) {
            LOG.warn("no hints come about the network; it is looked at when the app comes and goes", Shown.thrown(e));
            return () -> {};
        }
    }

    private boolean isAllowed() {
        Connectivity asked = connectivity;
        return asked == null || !unmeteredOnly || asked.current() != Connectivity.State.METERED;
    }

    private void look() {
        worker.execute(() -> take(presence.allowed(isAllowed())));
    }

    private void came(Activity activity) {
        visibility.started(activity);
        main.removeCallbacks(gone);
        see(true);
    }

    private void went(Activity activity) {
        boolean before = visibility.isVisible();
        visibility.ended(activity);
        if (before && !visibility.isVisible()) {
            main.postDelayed(gone, GRACE.toMillis());
        }
    }

    private void see(boolean visible) {
        worker.execute(() -> {
            take(presence.allowed(isAllowed()));
            take(presence.visible(visible));
        });
    }

    /** On the worker, as the first use opens the database. */
    private void take(Step step) {
        try {
            switch (step) {
                case NONE -> {}
                case START -> client.start();
                case LEAVE -> {
                    var unused = client.flushAndStop(flushWithin); // The status says what is left.
                }
                case STOP -> client.stop();
            }
        } catch (RuntimeException e) {
            LOG.warn("the client did not {}", step, Shown.thrown(e));
        }
    }

    private void releaseMemory() {
        worker.execute(SQLiteDatabase::releaseMemory);
    }

    /** Ends the binding and leaves the client as it is. Close it before the client, and before an app stops the client for good. Idempotent. */
    @Override
    public void close() {
        main.removeCallbacks(gone);
        application.unregisterActivityLifecycleCallbacks(callbacks);
        application.unregisterComponentCallbacks(callbacks);
        network.close();
    }
}
