package dev.mooring.examples.android.model;

import android.app.Activity;
import android.app.Application;
import android.content.Context;
import android.content.SharedPreferences;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.android.AndroidConnectivity;
import dev.mooring.sync.android.AndroidLifecycle;
import dev.mooring.sync.android.AndroidLifecycleBuilder;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import java.io.File;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The app behind its activities; it lives as long as the process, so they may come and go. Everything goes one way round: the client and
 * the storage say that something has changed; the desk's own thread reads what there is now, and makes one {@link Screen} of it; an
 * activity shows that. What the user does is done on the desk's thread as well, so the main thread never waits for the disk.
 *
 * <p>Fields that are not final belong to the main thread, but for what the sheet and the top notice show, which belong to the desk's.
 */
public final class Desk implements AutoCloseable {
    private final Application application;
    private final SharedPreferences preferences;
    private final Connectivity network;
    private final Clock clock;
    private final Executor main;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "desk"));
    private final Burst burst;
    private volatile Settings settings;
    private volatile Device device;
    private @Nullable AndroidLifecycle lifecycle;
    private @Nullable Activity onScreen;
    private @Nullable RebuildOffer offer;
    private @Nullable String fault;
    private Screen last;

    /** An action on the device. */
    private interface Action {
        void on(Device device);
    }

    /**
     * A desk. Its database is opened on another thread, when an activity comes. For the main thread.
     *
     * @param application whose activities it is behind
     * @param main runs tasks on the main thread
     * @param clock the time of day
     */
    public Desk(Application application, Executor main, Clock clock) {
        this.application = application;
        this.main = main;
        this.clock = clock;
        network = AndroidConnectivity.of(application);
        preferences = application.getSharedPreferences("settings", Context.MODE_PRIVATE);
        settings = Settings.read(preferences);
        last = Screen.unread(settings);
        burst = new Burst(worker, main, this::read);
        device = new Device(application, settings, network, burst::hint);
        bind();
    }

    // ---- what there is to see

    /**
     * Shows every screen from the next one on, while an activity is started. For the main thread.
     *
     * @param activity that has just been started
     * @param viewer called on the main thread
     * @return ends it, when the activity is stopped
     */
    public Registration show(Activity activity, Consumer<Screen> viewer) {
        onScreen = activity;
        Registration watching = burst.show(viewer);
        return () -> {
            watching.close();
            if (activity.equals(onScreen)) {
                onScreen = null;
            }
        };
    }

    /** What cannot be read is told on top of what was read last. */
    private Screen read() {
        try {
            last = Reader.read(device, settings, offer, fault);
            return last;
        } catch (RuntimeException e) {
            return last.withFault(words(e));
        }
    }

    private static String words(Exception e) {
        return String.valueOf(e.getMessage());
    }

    // ---- when it syncs

    /** From here on the client is started when the app comes to the screen, and flushed and stopped when it has left it. */
    private void bind() {
        if (lifecycle == null && settings.syncing()) {
            AndroidLifecycleBuilder binding = AndroidLifecycle.of(application, device.client());
            lifecycle = (onScreen == null ? binding : binding.onScreen(onScreen)).bind();
        }
    }

    /**
     * Takes other settings. Another user has another file; what the present one has not sent stays in the present file. For the main thread.
     *
     * @param wanted without a fault
     */
    public void configure(Settings wanted) {
        boolean same =
                wanted.server().equals(settings.server()) && wanted.user().equals(settings.user());
        if (lifecycle != null) {
            lifecycle.close();
            lifecycle = null;
        }
        settings = wanted;
        wanted.write(preferences);
        Device before = device;
        if (!same) {
            device = new Device(application, wanted, network, burst::hint);
        }
        worker.execute(() -> {
            offer = null;
            if (same) {
                before.client().stop();
            } else {
                before.close();
            }
            main.execute(this::bind); // Only now, as two clients would take turns at one file.
            burst.hint();
        });
    }

    /** Syncs now. */
    public void syncNow() {
        act(open -> {
            CompletableFuture<SyncReport> unused = open.client().syncNow(); // How it ends is told by events.
        });
    }

    // ---- what there is to do

    private void act(Action action) {
        worker.execute(() -> {
            try {
                fault = null;
                action.on(device);
            } catch (RuntimeException e) {
                fault = words(e);
            }
            burst.hint();
        });
    }

    /**
     * Adds an item.
     *
     * @param title not blank, else nothing happens
     */
    public void add(String title) {
        String words = title.trim();
        if (!words.isEmpty()) {
            Todo todo = new Todo(
                    UUID.randomUUID().toString(), words, false, clock.instant().toString(), false, "");
            act(open -> open.database().add(todo));
        }
    }

    /**
     * Puts a deleted item back.
     *
     * @param todo as it was
     */
    public void putBack(Todo todo) {
        act(open -> open.database().add(todo));
    }

    /**
     * Renames an item.
     *
     * @param id its key
     * @param title not blank, else nothing happens
     */
    public void rename(String id, String title) {
        String words = title.trim();
        if (!words.isEmpty()) {
            act(open -> open.database().rename(id, words));
        }
    }

    /**
     * Ticks or unticks an item.
     *
     * @param id its key
     * @param done which of the two
     */
    public void mark(String id, boolean done) {
        act(open -> open.database().mark(id, done));
    }

    /**
     * Deletes an item.
     *
     * @param id its key
     */
    public void delete(String id) {
        act(open -> open.database().delete(id));
    }

    /**
     * Writes an edit that lost once more, on top of what is there now.
     *
     * @param id of the mutation
     */
    public void keepMine(UUID id) {
        act(open -> open.client().parked().reissue(id));
    }

    /**
     * Sends a refused edit again.
     *
     * @param id of the mutation
     */
    public void retry(UUID id) {
        act(open -> open.client().parked().retry(id));
    }

    /**
     * Lets an edit go that lost or was refused.
     *
     * @param id of the mutation
     */
    public void drop(UUID id) {
        act(open -> open.client().parked().drop(id));
    }

    /** Opens the rebuild sheet. */
    public void offerRebuild() {
        act(open -> {
            String time = clock.instant().toString().replaceAll("[^0-9T]", "").substring(0, 15);
            File export = new File(application.getFilesDir(), settings.user() + "-" + time + ".jsonl");
            RebuildPlan plan = RebuildPlan.exportingTo(export.toPath());
            offer = new RebuildOffer(plan, open.client().recovery().preview(plan), export);
        });
    }

    /** Closes the rebuild sheet. */
    public void declineRebuild() {
        act(open -> offer = null);
    }

    /** Rebuilds as offered, and closes the sheet. */
    public void rebuild() {
        act(open -> {
            RebuildOffer accepted = offer;
            offer = null;
            if (accepted != null) {
                CompletableFuture<RebuildReport> unused =
                        open.client().recovery().rebuild(accepted.plan());
            }
        });
    }

    /** Calls off a rebuild that has not put the new list in place yet. */
    public void cancelRebuild() {
        act(open -> open.client().recovery().cancelRebuild());
    }

    /** Closes the client and its file; what is pending stays there. For the main thread. */
    @Override
    public void close() {
        if (lifecycle != null) {
            lifecycle.close();
        }
        worker.execute(device::close);
        worker.shutdown();
    }
}
