package dev.mooring.sync.internal.status;

import dev.mooring.sync.Connectivity;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.StatusFacts.Power;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.storage.OutboxCounts;
import dev.mooring.sync.spi.storage.SyncState;
import dev.mooring.sync.status.ChannelStatus;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Progress;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's status. Written under its own lock by the lane and by writes; read without a transaction.
 *
 * <p>What is in the storage is counted at the end of a transaction and {@linkplain #publish published} after its commit, as a whole:
 * nothing is added here, and nothing taken back. While a transaction commits nobody can say which counts hold: then a status shows the
 * worse of both, so that it never says too early that all is well.
 *
 * <p>The class is long as whatever is told of a client meets here, under one lock; what follows from it is the {@link StatusRule}'s.
 */
public final class StatusBoard {
    /** How many times a status looks up what is captured, if others take it in meanwhile. */
    private static final int LOOKS = 3;

    private final @Nullable Duration poll;
    private final StatusRule rule;
    private final Scheduler clock;
    private final StatusFacts facts;
    private @Nullable Counted committing;
    private long captured;
    private long lastCount;
    private long pendingAsOf;
    private long parkedAsOf;
    private long publications;
    private long refusals;
    private boolean unsound;
    private boolean failing;
    private boolean heard;

    /**
     * Nothing has happened yet.
     *
     * @param poll how often the client asks the server; null if it does not
     * @param unlisted collections that come by the channel alone
     */
    public StatusBoard(Settings settings, @Nullable Duration poll, Set<String> unlisted) {
        this.poll = poll;
        this.clock = settings.scheduler();
        this.rule = new StatusRule(settings.thresholds(), poll, settings.live(), unlisted);
        this.facts = new StatusFacts(settings.thresholds());
        Instant now = clock.now();
        facts.poweredAt = now;
        facts.verifiedAt = now;
    }

    /** How often the client asks the server; null if it does not by itself. */
    public @Nullable Duration poll() {
        return poll;
    }

    /** Whether the last sync found that the server may have lost what it had confirmed, or is another one. */
    public synchronized boolean doubted() {
        Reason mismatch = facts.mismatch;
        return mismatch != null && mismatch.cause() != Cause.OTHER_SCHEMA;
    }

    /** The status as it is now. Any thread may ask. */
    public synchronized SyncStatus status() {
        return status(0);
    }

    private SyncStatus status(long unseen) {
        return rule.status(facts, facts.counts(committing, unseen), clock.now(), clock.nanoTime());
    }

    /**
     * The same, with what was captured and that nobody has taken in or counted yet.
     *
     * @param waiting how many are captured, looked up outside this lock, so that nobody waits for a database under it
     */
    public SyncStatus status(LongSupplier waiting) {
        long before;
        long now;
        int looks = 0;
        do {
            before = publications();
            now = waiting.getAsLong();
            looks++;
            // A count taken before a commit may include captures that the commit has taken in. So it is taken again.
        } while (before != publications() && looks < LOOKS);
        synchronized (this) {
            return status(Math.max(0, now - captured));
        }
    }

    private synchronized long publications() {
        return publications;
    }

    /** In how much time it may be another one by itself; null if never. */
    public synchronized @Nullable Duration changesIn() {
        return rule.changesIn(facts, clock.now(), clock.nanoTime());
    }

    /** Whether it is more than a passing trouble. */
    public synchronized boolean stuck() {
        return rule.stuck(facts, clock.nanoTime());
    }

    /** The monotonic clock that the status goes by, in nanoseconds. */
    public long nanoTime() {
        return clock.nanoTime();
    }

    /** What is pending, as told last. */
    public synchronized long pending() {
        return facts.pending;
    }

    /** The number of a count that is made now, in a write transaction. */
    public synchronized long nextCount() {
        return ++lastCount;
    }

    /** This is what there will be if the transaction is committed, which is about to happen. */
    public synchronized void counted(Counted counted) {
        committing = counted;
    }

    /** It is not. */
    public synchronized void rolledBack(Counted counted) {
        committing = counted.isSame(committing) ? null : committing;
    }

    /** The transaction that counted this is committed. If the counts of a later one are published already, these are ignored. */
    public synchronized void publish(Counted counted) {
        committing = counted.isSame(committing) ? null : committing;
        OutboxCounts all = counted.all();
        if (all != null && counted.number() > parkedAsOf) {
            parkedAsOf = counted.number();
            facts.superseded = all.superseded();
            facts.quarantined = all.quarantined();
        }
        if (counted.number() > pendingAsOf) {
            pendingAsOf = counted.number();
            publications++;
            captured = counted.captured();
            facts.setAside = counted.setAside();
            if (counted.pending() == 0) {
                facts.pendingSince = null;
            } else if (facts.pending == 0) {
                facts.pendingSince = clock.now();
            }
            facts.pending = counted.pending();
            facts.inFlight = Math.min(facts.inFlight, facts.pending);
        }
    }

    /** Takes over what the storage holds: all counts, and what it knows of the rest. */
    public synchronized void publish(Standing standing) {
        Instant since = facts.pendingSince;
        publish(standing.counted());
        if (standing.counted().number() == pendingAsOf) {
            facts.heldBack = standing.heldBack();
            facts.inFlight = standing.inFlight();
            facts.pendingSince = agedFrom(standing.pendingSince(), since, clock.now());
            facts.rebuilding = standing.rebuilding();
        }
        facts.contact = contact(standing.contact());
    }

    /** The number of the count that stands. */
    public synchronized long lastPublished() {
        return pendingAsOf;
    }

    /**
     * Takes over what was read outside of a write transaction, unless such a transaction has counted since, or commits now. One that has
     * drawn its number and not published yet comes behind it.
     *
     * @param seen counted under the number of {@link #lastPublished()} before the read
     */
    public synchronized void publishSeen(Standing seen) {
        long number = seen.counted().number();
        if (committing == null && number == pendingAsOf) {
            pendingAsOf = number - 1;
            parkedAsOf = Math.min(parkedAsOf, pendingAsOf);
            publish(seen);
        }
    }

    /** When the server was heard last, of what the storage has kept and what is known here. */
    public synchronized Contact contact(Contact kept) {
        return heard ? facts.contact : kept;
    }

    /** That contact is committed. */
    public synchronized void kept(Contact contact) {
        heard = heard && !contact.equals(facts.contact);
    }

    /** Something got through to the server. */
    public synchronized void gotThrough() {
        facts.gotThrough();
    }

    /** If the clock was set back, the age of what was written before that is counted from the moment when this was noticed. */
    private static @Nullable Instant agedFrom(@Nullable Instant written, @Nullable Instant before, Instant now) {
        if (written == null || !written.isAfter(now)) {
            return written;
        }
        return before == null || before.isAfter(now) ? now : before;
    }

    /** How many rows are set aside, as seen last. */
    public synchronized long setAside() {
        return facts.setAside;
    }

    /** How many wait to be taken in, as seen last. */
    public synchronized long captured() {
        return captured;
    }

    /** So many mutations were quarantined as they were taken in. */
    public synchronized void refused(long mutations) {
        refusals += mutations;
    }

    /** How many of them there were since the client was opened. */
    public synchronized long refusals() {
        return refusals;
    }

    /** The cursor is somewhere else, and no count has changed. */
    public synchronized void moved(SyncState state) {
        facts.state = state;
        facts.heldBack = state.held().rows();
    }

    /** The lane has committed a transition, which took so many out of the outbox. They are counted already. */
    public synchronized void settled(SyncState state, int left, Progress progress) {
        facts.inFlight = Math.max(0, Math.min(facts.inFlight - Math.max(0, left), facts.pending));
        facts.state = state;
        facts.heldBack = state.held().rows();
        facts.progress = progress;
    }

    /** Something has moved that changes no count. */
    public synchronized void progressed(Progress progress) {
        facts.progress = progress;
    }

    /** What a check of the local database has found. */
    public synchronized void checked(boolean sound) {
        unsound = !sound;
        facts.unwell = unsound || failing;
    }

    /** Whether the last use of the local database failed. */
    public synchronized void stored(boolean well) {
        failing = !well;
        facts.unwell = unsound || failing;
    }

    /** The next turn is due then. */
    public synchronized void due(Instant next) {
        if (!facts.running) {
            facts.nextAttempt = next;
        }
    }

    /** The app has started, stopped or closed the client. What is closed stays closed. */
    public synchronized void powered(Power power) {
        if (facts.power != Power.CLOSED && facts.power != power) {
            facts.power = power;
            facts.poweredAt = clock.now();
            facts.nextAttempt = power == Power.ON ? facts.nextAttempt : null;
            if (power == Power.OFF) {
                facts.withdrawn(facts.poweredAt); // What was seen before the stop does not count for the next start.
                facts.shownNanos = null;
            }
        }
    }

    /** A run begins. */
    public synchronized void begun() {
        facts.running = true;
        facts.nextAttempt = clock.now();
        facts.progress = Progress.NONE;
    }

    /** Which mutations wait for another row. */
    public synchronized void waiting(SyncStatus.@Nullable Waiting rows) {
        facts.waiting = rows;
    }

    /** A batch is about to be sent. */
    public synchronized void sending(int mutations) {
        facts.inFlight = mutations;
    }

    /** The server has told of an edit that was made at that time. */
    public synchronized void stamped(Instant at) {
        if (facts.lastStamp == null || at.isAfter(facts.lastStamp)) {
            facts.lastStamp = at;
        }
    }

    /** An exchange has brought an answer of the dialect; by how much the server's clock is ahead, if that is known. */
    public synchronized void answered(Duration serverClockAhead) {
        facts.contact = new Contact(clock.now(), facts.contact.ack(), facts.contact.pull());
        facts.serverClockAhead = serverClockAhead;
        facts.hintedOffline = null; // The platform was wrong, or the network is back. It may say so again.
        heard = true;
    }

    /** The server has asked to be left alone until then. */
    public synchronized void sentAway(Instant until) {
        Contact before = facts.contact;
        facts.contact = new Contact(before.exchange(), before.ack(), before.pull(), until);
        heard = true;
    }

    /**
     * For how much longer the server asked to be left alone, by an answer to this process or an earlier one.
     *
     * @param most a longer time is not believed: the clock was set back since
     */
    public synchronized Duration sentAway(Duration most) {
        Instant until = facts.contact.retryAt();
        Duration left = until == null ? Duration.ZERO : Duration.between(clock.now(), until);
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) > 0 ? most : left;
    }

    /** Mutations were acknowledged. */
    public synchronized void acked() {
        facts.contact = new Contact(facts.contact.exchange(), clock.now(), facts.contact.pull());
        heard = true;
    }

    /** The server is the right one, and a pull that began then has shown all that it has. */
    public synchronized void caughtUp(long since) {
        Instant now = clock.now();
        facts.verified(now);
        facts.current = true;
        facts.caughtUpNanos = since;
        facts.caughtUpAt = now;
        facts.contact = new Contact(facts.contact.exchange(), facts.contact.ack(), now);
        heard = true;
    }

    /**
     * The server's history goes on from the cursor. If the server was another one before, a whole pull has to show that it no
     * longer is.
     */
    public synchronized void recognised() {
        if (facts.mismatch == null) {
            facts.verified(clock.now());
        }
    }

    /** There is something that is not here, or not there. */
    public synchronized void behind() {
        facts.current = false;
    }

    /** A run has ended; whether anybody was there. */
    public synchronized void ended(SyncReport report, boolean reached, @Nullable Instant next) {
        facts.running = false;
        facts.nextAttempt = next;
        Reason reason = Failures.reason(report, clock.now());
        if (reason != null) {
            facts.failed(reason, reached, clock.nanoTime());
        } else if (report instanceof SyncReport.Synced) {
            facts.succeeded();
        }
        if (report instanceof SyncReport.Incompatible) {
            facts.mismatch = facts.failure;
        }
    }

    /**
     * How the channel stands.
     *
     * @param aliveAt its last sign of life, by the monotonic clock
     */
    public synchronized void channel(ChannelStatus channel, long aliveAt) {
        facts.channelAliveNanos = facts.isLive() ? Long.valueOf(aliveAt) : facts.channelAliveNanos;
        facts.channel = channel;
    }

    /** The channel has shown all that it alone shows, and it is here. */
    public synchronized void shown() {
        facts.shownNanos = clock.nanoTime();
        facts.shownAt = clock.now();
    }

    /** What the platform says of the network. */
    public synchronized void hinted(Connectivity.State state) {
        boolean offline = state == Connectivity.State.OFFLINE;
        facts.hintedOffline = !offline ? null : facts.hintedOffline == null ? clock.now() : facts.hintedOffline;
        facts.slower = state == Connectivity.State.METERED ? Settings.SLOWER : 1;
    }
}
