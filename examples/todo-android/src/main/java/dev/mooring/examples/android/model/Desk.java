package dev.mooring.examples.android.model;

import android.content.Context;
import android.content.SharedPreferences;
import dev.mooring.sync.Connectivity;
import dev.mooring.sync.Registration;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import java.io.File;
import java.time.Clock;
import java.time.Duration;
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
 * <p>Fields that are not final belong to the desk's thread.
 */
public final class Desk {
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Context context;
    private final SharedPreferences preferences;
    private final Connectivity network;
    private final Clock clock;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "desk"));
    private final Burst burst;
    private Settings settings;
    private @Nullable Device device;
    private boolean visible;
    private @Nullable RebuildOffer offer;
    private @Nullable String fault;
    private Screen last;

    /** An action on the device. */
    private interface Action {
        void on(Device device);
    }

    /**
     * A desk. Its database is opened when somebody looks at it.
     *
     * @param context the application's
     * @param main runs tasks on the main thread
     * @param network what the platform says about it
     * @param clock the time of day
     */
    public Desk(Context context, Executor main, Connectivity network, Clock clock) {
        this.context = context;
        this.network = network;
        this.clock = clock;
        preferences = context.getSharedPreferences("settings", Context.MODE_PRIVATE);
        settings = Settings.read(preferences);
        last = Screen.unread(settings);
        burst = new Burst(worker, main, this::read);
    }

    // ---- what there is to see

    /**
     * Shows every screen from the next one on.
     *
     * @param viewer called on the main thread
     * @return ends it
     */
    public Registration show(Consumer<Screen> viewer) {
        return burst.show(viewer);
    }

    /** What cannot be read is told on top of what was read last. */
    private Screen read() {
        try {
            last = Reader.read(device(), settings, offer, fault);
            return last;
        } catch (RuntimeException e) {
            return last.withFault(words(e));
        }
    }

    private Device device() {
        Device open = device;
        if (open == null) {
            open = Device.open(context, settings, network, burst::hint);
            device = open;
            run(open);
        }
        return open;
    }

    private static String words(Exception e) {
        return String.valueOf(e.getMessage());
    }

    // ---- when it syncs

    /**
     * Says whether the app is in front. Then it is kept in sync; else what waits is sent once more, and the client is at rest.
     *
     * @param inFront whether an activity is started
     */
    public void visible(boolean inFront) {
        worker.execute(() -> visible = inFront);
        act(this::run);
    }

    private void run(Device open) {
        if (visible && settings.syncing()) {
            open.client().start();
            return;
        }
        open.client().stop();
        if (settings.syncing()) {
            CompletableFuture<SyncReport> unused = open.client().flush(LAST_WORDS);
        }
    }

    /**
     * Takes other settings. Another user has another file; what the present one has not sent stays in the present file.
     *
     * @param wanted without a fault
     */
    public void configure(Settings wanted) {
        worker.execute(() -> {
            boolean same =
                    wanted.server().equals(settings.server()) && wanted.user().equals(settings.user());
            settings = wanted;
            wanted.write(preferences);
            if (!same) {
                close();
            }
            act(this::run);
        });
    }

    /** Syncs now. */
    public void syncNow() {
        act(open -> {
            CompletableFuture<SyncReport> unused = open.client().syncNow(); // How it ends is told by events.
        });
    }

    /** Closes the client and its file; what is pending stays there. The next action opens them again. */
    private void close() {
        Device open = device;
        device = null;
        offer = null;
        if (open != null) {
            open.close();
        }
    }

    // ---- what there is to do

    private void act(Action action) {
        worker.execute(() -> {
            try {
                fault = null;
                action.on(device());
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
            File export = new File(context.getFilesDir(), settings.user() + "-" + time + ".jsonl");
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
}
