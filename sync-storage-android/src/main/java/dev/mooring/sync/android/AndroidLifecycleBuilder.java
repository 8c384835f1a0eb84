package dev.mooring.sync.android;

import android.app.Activity;
import android.app.Application;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Binds a client to an app's lifecycle. Not thread-safe. */
public final class AndroidLifecycleBuilder {
    final Application application;
    final SyncClient<?> client;
    Duration flushWithin = Duration.ofSeconds(5);

    @Nullable
    Connectivity connectivity;

    boolean unmeteredOnly;

    @Nullable
    Activity shown;

    Executor worker = thread();

    AndroidLifecycleBuilder(Application application, SyncClient<?> client) {
        this.application = Objects.requireNonNull(application, "application");
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Sets how long the client may go on sending when the app has left the screen; 5 s by default. Android stops the threads of an app there
     * after some seconds.
     *
     * @param deadline not negative
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public AndroidLifecycleBuilder flushWithin(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("the deadline must not be negative, got " + deadline);
        }
        flushWithin = deadline;
        return this;
    }

    /**
     * Sets who tells what the network costs, for {@link #unmeteredOnly}; nobody by default.
     *
     * @param hints such as the client's
     * @return this
     */
    public AndroidLifecycleBuilder connectivity(Connectivity hints) {
        connectivity = Objects.requireNonNull(hints);
        return this;
    }

    /**
     * Has the client sync by itself only while the network does not cost, until {@link AndroidLifecycle#unmeteredOnly} says otherwise. Needs a
     * {@link #connectivity}.
     *
     * @return this
     */
    public AndroidLifecycleBuilder unmeteredOnly() {
        unmeteredOnly = true;
        return this;
    }

    /**
     * Says that an activity is on the screen already, whose start was missed. None by default.
     *
     * @param activity started and not stopped
     * @return this
     */
    public AndroidLifecycleBuilder onScreen(Activity activity) {
        shown = Objects.requireNonNull(activity);
        return this;
    }

    AndroidLifecycleBuilder worker(Executor executor) {
        worker = executor;
        return this;
    }

    /**
     * Begins to watch. On the main thread.
     *
     * @return to be closed before the client, if the client ends before the process
     * @throws IllegalStateException if it is to sync on an unmetered network only and has no connectivity
     */
    public AndroidLifecycle bind() {
        if (unmeteredOnly && connectivity == null) {
            throw new IllegalStateException("nobody tells what the network costs: give the builder a connectivity");
        }
        return new AndroidLifecycle(this);
    }

    /** One thread, so that what is asked for is done in that order; it ends while there is nothing to do. */
    private static Executor thread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> new Thread(task, "mooring-lifecycle"));
        one.allowCoreThreadTimeOut(true);
        return one;
    }
}
