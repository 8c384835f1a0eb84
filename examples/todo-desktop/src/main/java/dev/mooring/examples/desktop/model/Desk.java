package dev.mooring.examples.desktop.model;

import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.recovery.RebuildPlan;
import dev.mooring.sync.recovery.RebuildReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The view model of one window. Everything goes one way round: the client and the storage say that something has changed; the desk's
 * own thread reads what there is now, and makes one {@link Screen} of it; the user interface shows that. What the user does is
 * done on the desk's thread as well, so the user interface never waits for the disk.
 *
 * <p>Fields that are not final belong to the desk's thread.
 */
public final class Desk implements AutoCloseable {
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final Device device;
    private final Clock clock;
    private final ExecutorService worker;
    private final Burst burst;
    private final Reader reader;
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean syncing;
    private @Nullable RebuildOffer offer;
    private @Nullable String fault;
    private @Nullable Screen last;

    /** An action of the user's, on the desk's thread. */
    private interface Action {
        void run() throws SQLException;
    }

    private Desk(String name, Path file, Family family, String serverUrl, Executor ui, Clock clock)
            throws SQLException {
        this.clock = clock;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "desk of " + name);
            thread.setDaemon(true);
            return thread;
        });
        this.burst = new Burst(this::post, ui, this::read);
        this.device = Device.open(name, file, family, serverUrl, this::changed);
        this.reader = new Reader(device);
    }

    /**
     * Opens a device's file. Nothing is synced before {@link #start}.
     *
     * @param name of the device
     * @param file its database; created if it is not there
     * @param family of the server
     * @param serverUrl the server's base URL
     * @param ui where screens are shown
     * @param clock the time of day
     * @return the model of its window
     * @throws SQLException if the file cannot be opened
     */
    public static Desk open(String name, Path file, Family family, String serverUrl, Executor ui, Clock clock)
            throws SQLException {
        Desk desk = new Desk(name, file, family, serverUrl, ui, clock);
        desk.burst.begin();
        return desk;
    }

    /** Syncs from now on. */
    public void start() {
        syncing(true);
    }

    private SyncClient<Connection> client() {
        return device.client();
    }

    // ---- what there is to see

    /**
     * Shows every screen from the next one on.
     *
     * @param viewer called by the executor of the user interface
     */
    public void show(Consumer<Screen> viewer) {
        burst.show(viewer);
    }

    /** Reads once more, as times go on by themselves. */
    public void refresh() {
        changed();
    }

    private void changed() {
        burst.hint();
    }

    /** What cannot be read is told on top of what was read last. */
    private @Nullable Screen read() {
        try {
            last = reader.read(syncing, offer, fault);
            return last;
        } catch (SQLException | RuntimeException e) {
            Screen before = last;
            return before == null ? null : before.withFault(words(e));
        }
    }

    private static String words(Exception e) {
        return String.valueOf(e.getMessage());
    }

    /** What comes after the end is too late. */
    private void post(Runnable task) {
        if (!closed.get()) {
            try {
                worker.execute(() -> {
                    if (!closed.get()) {
                        task.run();
                    }
                });
            } catch (RejectedExecutionException tooLate) {
                closed.set(true);
            }
        }
    }

    // ---- what there is to do

    private void act(Action action) {
        post(() -> {
            try {
                fault = null;
                action.run();
            } catch (SQLException | RuntimeException e) {
                fault = words(e);
            }
            changed();
        });
    }

    /**
     * Adds an item.
     *
     * @param title not blank, else nothing happens
     */
    public void add(String title) {
        if (!title.isBlank()) {
            String at = clock.instant().toString();
            act(() -> device.table().add(UUID.randomUUID().toString(), title.strip(), at));
        }
    }

    /**
     * Renames an item.
     *
     * @param id its key
     * @param title not blank, else nothing happens
     */
    public void rename(String id, String title) {
        if (!title.isBlank()) {
            act(() -> device.table().rename(id, title.strip()));
        }
    }

    /**
     * Ticks or unticks an item.
     *
     * @param id its key
     * @param done which of the two
     */
    public void mark(String id, boolean done) {
        act(() -> device.table().mark(id, done));
    }

    /**
     * Deletes an item.
     *
     * @param id its key
     */
    public void delete(String id) {
        act(() -> device.table().delete(id));
    }

    /** Syncs now. */
    public void syncNow() {
        act(this::sync);
    }

    /** How it ends is told by events. */
    private void sync() {
        CompletableFuture<SyncReport> unused = client().syncNow();
    }

    /**
     * Writes an edit that lost once more, on top of what is there now.
     *
     * @param id of the mutation
     */
    public void useMineAgain(UUID id) {
        act(() -> client().parked().reissue(id));
    }

    /**
     * Sends a refused edit with another title. The new title is written first, and waits behind the refused edit until that is let go, so
     * nothing of what the user wrote is lost in between.
     *
     * @param parked refused
     * @param title not blank, else nothing happens; if it is the old one, the edit is sent again as it is
     */
    public void sendEdited(Parked parked, String title) {
        if (title.isBlank()) {
            return;
        }
        act(() -> {
            if (title.strip().equals(parked.title())) {
                client().parked().retry(parked.id());
            } else {
                String next = title.strip();
                if (parked.added()) {
                    device.table()
                            .together(() -> device.table()
                                    .writeAnew(parked.item(), UUID.randomUUID().toString(), next));
                } else {
                    device.table().rename(parked.item(), next);
                }
                client().parked().drop(parked.id());
            }
        });
    }

    /**
     * Sends a refused edit again.
     *
     * @param id of the mutation
     */
    public void retry(UUID id) {
        act(() -> client().parked().retry(id));
    }

    /**
     * Lets an edit go that lost or was refused.
     *
     * @param id of the mutation
     */
    public void letGo(UUID id) {
        act(() -> client().parked().drop(id));
    }

    /** The notes of others are read. */
    public void readNotes() {
        act(() -> device.table().readNotes());
    }

    /**
     * Opens or shuts the network.
     *
     * @param open which of the two
     */
    public void network(boolean open) {
        act(() -> device.network().open(open));
    }

    /**
     * Switches the client on or off. Before it goes off, it sends what it can and gives the right to write back, as an app does that leaves
     * the screen.
     *
     * @param on which of the two
     */
    public void syncing(boolean on) {
        act(() -> {
            syncing = on;
            if (on) {
                client().start();
            } else {
                CompletableFuture<SyncReport> unused = client().flushAndStop(LEAVING);
            }
        });
    }

    /**
     * Changes the weather.
     *
     * @param weather behind the network
     */
    public void weather(Weather weather) {
        act(() -> {
            device.network().weather(weather);
            sync();
        });
    }

    /** Opens the rebuild dialog. */
    public void offer() {
        offer(false, false, false, false);
    }

    /** Shows in the rebuild dialog what another plan would do. */
    public void offer(boolean sendBack, boolean dropPending, boolean dropSuperseded, boolean dropQuarantined) {
        act(() -> {
            Path export = offer == null ? export() : offer.export();
            RebuildPlan plan = new RebuildPlan(export, dropPending, dropSuperseded, dropQuarantined, sendBack, false);
            offer = new RebuildOffer(plan, client().recovery().preview(plan), export);
        });
    }

    private Path export() {
        String time = clock.instant().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        return device.file().resolveSibling(device.name().toLowerCase(Locale.ROOT) + "-" + time + ".jsonl");
    }

    /** Closes the rebuild dialog. */
    public void decline() {
        act(() -> offer = null);
    }

    /** Rebuilds as offered, and closes the dialog. */
    public void rebuild() {
        act(() -> {
            RebuildOffer accepted = offer;
            offer = null;
            if (accepted != null) {
                CompletableFuture<RebuildReport> unused = client().recovery().rebuild(accepted.plan());
            }
        });
    }

    /** Calls off a rebuild that has not put the new list in place yet. */
    public void cancelRebuild() {
        act(() -> client().recovery().cancelRebuild());
    }

    /** Closes the client and its file; what is pending stays there. Waits for that, for some seconds at most. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        worker.execute(() -> {
            try {
                device.close();
            } catch (SQLException e) {
                fault = words(e);
            }
            worker.shutdown();
        });
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
