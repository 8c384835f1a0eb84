package dev.mooring.sync;

import dev.mooring.sync.internal.client.Client;
import dev.mooring.sync.internal.settings.Retention;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.live.Live;
import dev.mooring.sync.recovery.Recovery;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.storage.Storage;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.Thresholds;
import java.time.Duration;
import java.util.Objects;

/**
 * Wires a client together, from {@link SyncClient#builder}. Not thread-safe. A value that is out of bounds is refused where it is given.
 *
 * @param <DB> the storage's own handle
 */
public final class SyncClientBuilder<DB> {
    private final Storage<DB> storage;
    private final Transport transport;
    private final ChangeHandler<DB> handler;
    final Settings.Draft settings = new Settings.Draft();

    SyncClientBuilder(Storage<DB> storage, Transport transport, ChangeHandler<DB> handler) {
        this.storage = Objects.requireNonNull(storage, "storage");
        this.transport = Objects.requireNonNull(transport, "transport");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Who wins a conflict, and what becomes of what was pending when the server's history is replaced;
     * {@link ConflictPolicy#serverWins()} by default. Where the server keeps cells with clocks, these decide, and a policy is refused.
     *
     * @param policy a pure function
     * @return this
     */
    public SyncClientBuilder<DB> conflicts(ConflictPolicy policy) {
        settings.conflicts = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * Whether what was refused for good stays in the app's rows until the app drops or retries it;
     * {@link SyncClient.RefusedWrites#STAY} by default. What was refused before stays as it is when this changes.
     *
     * @param way the way
     * @return this
     */
    public SyncClientBuilder<DB> refusedWrites(SyncClient.RefusedWrites way) {
        settings.refusedWrites = Objects.requireNonNull(way);
        return this;
    }

    /**
     * When a row is taken for deleted that the server no longer lists and does not confirm as gone: after so many listings in a row
     * without it, if the first of them is that long ago; 2 listings and 10 minutes by default. Until then the row stays and is counted
     * by {@link SyncStatus.Counts#heldBack}; everything else is sent and pulled. What a server confirms as gone is deleted at once.
     *
     * @param listings 2 or more
     * @param atLeast zero or more
     * @return this
     */
    public SyncClientBuilder<DB> unconfirmedDeletions(int listings, Duration atLeast) {
        settings.settling = new Settings.Settling(listings, atLeast);
        return this;
    }

    /**
     * How long to wait between attempts; {@link RetryPolicy#DEFAULT} by default.
     *
     * @param policy the bounds
     * @return this
     */
    public SyncClientBuilder<DB> retries(RetryPolicy policy) {
        settings.retries = Objects.requireNonNull(policy);
        return this;
    }

    /**
     * Pulls at a fixed interval, which {@link Live#stretchPolls stretches} while a channel is proven alive; off by default, 30 s by default
     * where the client has a channel.
     *
     * @param interval positive
     * @return this
     */
    public SyncClientBuilder<DB> pollEvery(Duration interval) {
        settings.poll = Settings.positive("poll interval", interval);
        return this;
    }

    /**
     * The channel that wakes this client when the server has something new, in the place of the transport's own one; by default that one,
     * if the transport has any. It is open while the client is started. What it loses, repeats or makes up costs time only.
     *
     * @param channel asked for one connection at a time
     * @return this
     */
    public SyncClientBuilder<DB> wakeUps(WakeUps channel) {
        settings.wakeUps = Objects.requireNonNull(channel);
        return this;
    }

    /**
     * How the channel is used; {@link Live#DEFAULT} by default, {@link Live#OFF} for no channel.
     *
     * @param how with it
     * @return this
     */
    public SyncClientBuilder<DB> live(Live how) {
        settings.live = Objects.requireNonNull(how);
        return this;
    }

    /**
     * How long the client waits after a local write before it sends it, so that writes in a row go out together; 50 ms by default. What is
     * written while a sync runs goes out with it, as a rule, without a wait.
     *
     * @param wait not negative
     * @return this
     */
    public SyncClientBuilder<DB> debounce(Duration wait) {
        settings.debounce = Settings.notNegative("debounce", wait);
        return this;
    }

    /**
     * How often the client looks at the outbox by itself, for writes of other processes and for lost hints; 30 s by default.
     *
     * @param interval positive
     * @return this
     */
    public SyncClientBuilder<DB> mopUpEvery(Duration interval) {
        settings.mopUp = Settings.positive("mop-up interval", interval);
        return this;
    }

    /**
     * Whether confirmed changes are kept in the log; by default as the dialect asks, and not where the storage brings the
     * handler.
     *
     * @param keep false saves space and time where the app never reads {@link SyncClient#log}
     * @return this
     */
    public SyncClientBuilder<DB> keepLog(boolean keep) {
        settings.keepLog = keep;
        return this;
    }

    /**
     * Keeps no more of the confirmed log than the last so many positions of the server's log; all of it by default. It is trimmed behind
     * each sync, in transactions of some milliseconds, and by 50,000 changes a sync at most. If {@link #keepLogFor} is given, too, a change goes as
     * soon as one of the two lets it go.
     *
     * <p>An app that trims the log gives up what is made of its beginning:
     * <ul>
     *   <li>{@link ChangeHandler#undo} must not read it, as for {@code keepLog(false)}: the row below a pending write may be gone;
     *   <li>{@link SyncClient#log} and an export begin later;
     *   <li>a rebuild that {@linkplain dev.mooring.sync.recovery.RebuildPlan#resendingConfirmed sends back} what the server has lost has the app's handler tell its
     *       rows, and is refused if that is no {@link ChangeHandler.Restating};
     *   <li>a history that replaces this one is recognised by what is left, and is {@linkplain SyncReport.Mismatch doubted} if it
     *       shows nothing of that.
     * </ul>
     * Nothing else needs it: own mutations are recognised and conflicts are decided without it.
     *
     * @param changes at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public SyncClientBuilder<DB> keepLogOf(long changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("the log must keep 1 change or more, got " + changes);
        }
        settings.retention = new Retention(changes, settings.retention.time());
        return this;
    }

    /**
     * Keeps a change in the confirmed log for so long, by the clock of this device, and for up to a sixteenth of that longer; for ever by
     * default. What was in the log already counts from the next sync on. What an app gives up by this, and how it is done, stands at
     * {@link #keepLogOf}.
     *
     * @param time positive
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    public SyncClientBuilder<DB> keepLogFor(Duration time) {
        settings.retention =
                new Retention(settings.retention.changes(), Settings.positive("time for which the log is kept", time));
        return this;
    }

    /**
     * Accepts a dialect that can neither repeat a batch safely nor recognise its own mutations, so that a mutation may
     * take effect twice after an unknown end.
     *
     * @return this
     */
    public SyncClientBuilder<DB> acceptAtLeastOnce() {
        settings.atLeastOnce = true;
        return this;
    }

    /**
     * How long this process keeps the right to sync the storage without renewing it; 15 s by default. It is longer while a
     * push or a call is under way: by 5 s more than the {@linkplain dev.mooring.sync.spi.Transport#deadline transport's deadline}
     * for that. A process that died without a word blocks others for that long, unless the storage can tell that it is gone.
     *
     * @param ttl positive
     * @return this
     */
    public SyncClientBuilder<DB> leaseFor(Duration ttl) {
        settings.lease = Settings.positive("lease", ttl);
        return this;
    }

    /**
     * How long {@link SyncClient#close} may take; 5 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public SyncClientBuilder<DB> closeWithin(Duration timeout) {
        settings.closeTimeout = Settings.positive("close timeout", timeout);
        return this;
    }

    /**
     * Observes the client for all its life, see also {@link SyncClient#listen}; none by default.
     *
     * @param listener called on the lane thread
     * @return this
     */
    public SyncClientBuilder<DB> listener(SyncListener listener) {
        settings.listener = Objects.requireNonNull(listener);
        return this;
    }

    /**
     * What to do with a storage that is bound to another identity; by default it is not opened. With {@link UserSwitch#park} or
     * {@link UserSwitch#drop} it is handed over, as by {@link Recovery#switchUser}.
     *
     * @param how what becomes of the other's unsettled mutations
     * @return this
     * @throws IllegalArgumentException if they are to be drained: this client cannot send as the other
     */
    public SyncClientBuilder<DB> otherUser(UserSwitch how) {
        settings.otherUser(how);
        return this;
    }

    /**
     * After what times and counts a status is shown; {@link Thresholds#DEFAULT} by default.
     *
     * @param thresholds all positive
     * @return this
     */
    public SyncClientBuilder<DB> thresholds(Thresholds thresholds) {
        settings.thresholds = Objects.requireNonNull(thresholds);
        return this;
    }

    /**
     * Where the client asks the platform about the network; nowhere by default.
     *
     * @param hints of the platform
     * @return this
     */
    public SyncClientBuilder<DB> connectivity(Connectivity hints) {
        settings.connectivity = Objects.requireNonNull(hints);
        return this;
    }

    /**
     * Time, randomness and threads; the system's by default. For tests.
     *
     * @param scheduler serves this client alone; the client closes it
     * @return this
     */
    public SyncClientBuilder<DB> scheduler(Scheduler scheduler) {
        settings.scheduler = Objects.requireNonNull(scheduler);
        return this;
    }

    /**
     * Builds the client. Does no I/O.
     *
     * @return the client, not started
     * @throws IllegalArgumentException if the dialect can promise no more than at-least-once and that was not accepted; if its server
     *     keeps cells with clocks, and a policy for conflicts was given or the storage captures no tables
     */
    public SyncClient<DB> build() {
        return new SyncClient<>(new Client<>(storage, transport, handler, settings.freeze(transport)));
    }
}
