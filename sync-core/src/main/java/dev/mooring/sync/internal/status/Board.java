package dev.mooring.sync.internal.status;

import dev.mooring.sync.SyncEvent;
import dev.mooring.sync.SyncListener;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncStatus;
import dev.mooring.sync.SyncStatus.Cause;
import dev.mooring.sync.SyncStatus.Contact;
import dev.mooring.sync.SyncStatus.Progress;
import dev.mooring.sync.SyncStatus.Reason;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.internal.status.Facts.Power;
import dev.mooring.sync.spi.Batch;
import dev.mooring.sync.spi.Connectivity;
import dev.mooring.sync.spi.OutboxCounts;
import dev.mooring.sync.spi.OutboxEntry;
import dev.mooring.sync.spi.Rebuild;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.SyncState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's status, and the way to its listener.
 *
 * <p>Written under its own lock by the lane and by writes; read without one. The listener is told on the lane thread alone,
 * after the lock is released; what writes change is told at the lane's next turn.
 */
public final class Board {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    /** So often a status looks how much is captured, if others take it in meanwhile. */
    private static final int LOOKS = 3;

    private final SyncListener listener;
    private final StatusRule rule;
    private final Scheduler clock;
    private final Facts facts;
    private @Nullable SyncStatus told;
    private long captured;
    private long capturedBefore;
    private long asideBefore;
    private long sightings;
    private long refusals;
    private boolean unsound;
    private boolean failing;
    private boolean heard;
    private long recounts;
    private final List<SyncEvent.Quarantined> untold = new ArrayList<>(0);

    public Board(Settings settings) {
        this.listener = settings.listener();
        this.clock = settings.scheduler();
        this.rule = new StatusRule(settings.thresholds(), settings.poll());
        this.facts = new Facts(settings.thresholds());
        Instant now = clock.now();
        facts.poweredAt = now;
        facts.verifiedAt = now;
    }

    /** Whether the last sync found that the server may have lost what it had confirmed, or is another one. */
    public synchronized boolean doubted() {
        Reason mismatch = facts.mismatch;
        return mismatch != null && mismatch.cause() != Cause.OTHER_SCHEMA;
    }

    public synchronized SyncStatus status() {
        return rule.status(facts, clock.now(), clock.nanoTime());
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
            before = sightings();
            now = waiting.getAsLong();
            looks++;
        } while (before != sightings() && looks < LOOKS); // An older look may count what has been taken in meanwhile.
        synchronized (this) {
            long unseen = Math.max(0, now - captured);
            Instant since = facts.pendingSince;
            add(unseen, 0);
            SyncStatus status = status();
            facts.pending -= unseen;
            facts.pendingSince = since;
            return status;
        }
    }

    private synchronized long sightings() {
        return sightings;
    }

    /** In how much time it may be another one by itself; null if never. */
    public synchronized @Nullable Duration changesIn() {
        return rule.changesIn(facts, clock.now(), clock.nanoTime());
    }

    /** Whether it is more than a passing trouble. */
    public synchronized boolean stuck() {
        return rule.stuck(facts, clock.nanoTime());
    }

    public long nanoTime() {
        return clock.nanoTime();
    }

    /** What is pending, as told last. */
    public synchronized long pending() {
        return facts.pending;
    }

    /** What the storage says, and how many of those pending are captured and not taken in. In a transaction. */
    public synchronized Contact counted(Standing standing) {
        sawCaptured(standing.captured());
        recounts++;
        facts.pending = standing.counts().pending();
        facts.superseded = standing.counts().superseded();
        facts.quarantined = standing.counts().quarantined();
        facts.setAside = standing.setAside();
        facts.heldBack = standing.heldBack();
        facts.inFlight = standing.inFlight();
        facts.pendingSince = agedFrom(standing.pendingSince(), facts.pendingSince, clock.now());
        facts.contact = heard ? facts.contact : standing.contact();
        facts.rebuilding = standing.rebuilding();
        return facts.contact;
    }

    /** That contact is committed. */
    public synchronized void kept(Contact contact) {
        heard = heard && !contact.equals(facts.contact);
    }

    /** Something got through to the server. */
    synchronized void gotThrough() {
        facts.gotThrough();
    }

    /** What was written before the clock was set back ages from when that was noticed. */
    private static @Nullable Instant agedFrom(@Nullable Instant written, @Nullable Instant before, Instant now) {
        if (written == null || !written.isAfter(now)) {
            return written;
        }
        return before == null || before.isAfter(now) ? now : before;
    }

    /** What a storage holds, read in one go. */
    public record Standing(
            OutboxCounts counts,
            long captured,
            long setAside,
            long heldBack,
            long inFlight,
            @Nullable Instant pendingSince,
            Contact contact,
            @Nullable Instant rebuilding) {
        public static Standing of(StorageTx<?> tx) {
            Batch batch = tx.batch();
            Rebuild rebuild = tx.rebuild();
            List<OutboxEntry> oldest = tx.unsettled(0, 1, 1);
            return new Standing(
                    tx.counts(),
                    tx.captured(),
                    tx.setAside(),
                    tx.state().held().rows(),
                    batch == null ? 0 : tx.entries(batch.members()).size(),
                    oldest.isEmpty() ? null : oldest.get(0).mutation().createdAt(),
                    tx.contact(),
                    rebuild == null ? null : rebuild.begunAt());
        }
    }

    /**
     * A write is about to commit. In its transaction, so the captures are seen in the order of the commits; what the outbox gains
     * or loses is told as a difference, as others may tell theirs a little later than they commit.
     *
     * @param left in the outbox of what it has appended
     * @param refused parked at once
     * @param nowCaptured waits to be taken in
     * @param nowAside rows are set aside
     * @return for {@link #takeBack}; 0 if it changes nothing
     */
    public synchronized long written(long left, long refused, long nowCaptured, long nowAside) {
        if (left == 0 && refused == 0 && nowCaptured == captured && nowAside == facts.setAside) {
            return 0;
        }
        sawCaptured(nowCaptured);
        asideBefore = facts.setAside;
        facts.setAside = nowAside;
        add(left + captured - capturedBefore, refused);
        refusals += refused;
        return sightings;
    }

    /** A write has failed after that was told. */
    public synchronized void takeBack(long left, long refused, long sighting) {
        long seen = captured;
        if (sighting == sightings) {
            sawCaptured(capturedBefore); // Nobody has looked since.
            facts.setAside = asideBefore;
        }
        add(captured - seen - left, -refused);
        refusals -= refused;
    }

    /** By how much the counts were wrong before they were read; what is told of a transaction is void if that fails. */
    public record Recount(long pending, long superseded, long quarantined, long number) {}

    /**
     * The lane's transaction is about to commit, and its storage holds this. As a number and not as a difference, as another process
     * may have written since the last look, and what it wrote may be settled here.
     *
     * @param counts what it will hold
     * @param nowCaptured waits to be taken in
     * @param nowAside rows are set aside
     * @return for {@link #takeBack(Recount)}
     */
    public synchronized Recount recounted(OutboxCounts counts, long nowCaptured) {
        if (nowCaptured != captured) {
            sawCaptured(nowCaptured);
        }
        Recount recount = new Recount(
                counts.pending() - facts.pending,
                counts.superseded() - facts.superseded,
                counts.quarantined() - facts.quarantined,
                ++recounts);
        facts.superseded += recount.superseded();
        add(recount.pending(), recount.quarantined());
        return recount;
    }

    /** That transaction has failed. Who has counted since knows better. */
    public synchronized void takeBack(Recount recount) {
        if (recount.number() == recounts) {
            facts.superseded -= recount.superseded();
            add(-recount.pending(), -recount.quarantined());
        }
    }

    private void add(long pending, long quarantined) {
        if (facts.pending == 0 && pending > 0) {
            facts.pendingSince = clock.now();
        }
        facts.pending += pending;
        facts.quarantined += quarantined;
        if (facts.pending == 0) {
            facts.pendingSince = null;
        }
        facts.inFlight = Math.min(facts.inFlight, facts.pending);
    }

    /** How many rows are set aside, as seen last. */
    public synchronized long setAside() {
        return facts.setAside;
    }

    private void sawCaptured(long number) {
        capturedBefore = captured;
        captured = number;
        sightings++;
    }

    /** How many wait to be taken in, as seen last. */
    public synchronized long captured() {
        return captured;
    }

    /** How many mutations were quarantined as they were taken in. */
    synchronized long refusals() {
        return refusals;
    }

    /** The app decides about a parked mutation. In the transaction, like a write. */
    public synchronized void unparked(boolean wasSuperseded, int pending) {
        int lost = wasSuperseded ? 1 : 0;
        facts.superseded -= lost;
        add(pending, lost - 1L);
    }

    /** That was rolled back. */
    public synchronized void parkedAgain(boolean wasSuperseded, int pending) {
        int lost = wasSuperseded ? 1 : 0;
        facts.superseded += lost;
        add(-pending, 1L - lost);
    }

    public synchronized void moved(SyncState state) {
        facts.state = state;
        facts.heldBack = state.held().rows();
    }

    /** The lane has committed a transition, which took so many out of the outbox. They are counted already. */
    synchronized void settled(SyncState state, int left, Progress progress) {
        facts.inFlight = Math.max(0, Math.min(facts.inFlight - Math.max(0, left), facts.pending));
        facts.state = state;
        facts.progress = progress;
    }

    /** Something has moved that changes no count. */
    synchronized void progressed(Progress progress) {
        facts.progress = progress;
    }

    /** What a check of the local database has found. */
    public synchronized void checked(boolean sound) {
        unsound = !sound;
        facts.unwell = unsound || failing;
    }

    /** Whether the last use of the local database failed. */
    synchronized void stored(boolean well) {
        failing = !well;
        facts.unwell = unsound || failing;
    }

    /** The next turn is due then. */
    public synchronized void due(Instant next) {
        if (!facts.running) {
            facts.nextAttempt = next;
        }
    }

    public synchronized void powered(Power power) {
        if (facts.power != Power.CLOSED && facts.power != power) {
            facts.power = power;
            facts.poweredAt = clock.now();
            facts.nextAttempt = power == Power.ON ? facts.nextAttempt : null;
            if (power == Power.OFF) {
                facts.withdrawn(facts.poweredAt); // What was seen before is no promise for what comes.
            }
        }
    }

    public synchronized void begun() {
        facts.running = true;
        facts.nextAttempt = clock.now();
        facts.progress = Progress.NONE;
    }

    /** A batch is about to be sent. */
    synchronized void waiting(SyncStatus.@Nullable Waiting rows) {
        facts.waiting = rows;
    }

    synchronized void sending(int mutations) {
        facts.inFlight = mutations;
    }

    /** An exchange has brought an answer of the dialect; by how much the server's clock is ahead, if that is known. */
    /** The server has told of an edit that was made at that time. */
    synchronized void stamped(Instant at) {
        if (facts.lastStamp == null || at.isAfter(facts.lastStamp)) {
            facts.lastStamp = at;
        }
    }

    public synchronized void answered(Duration clockOff) {
        facts.contact = new Contact(clock.now(), facts.contact.ack(), facts.contact.pull());
        facts.clockOff = clockOff;
        facts.hintedOffline = null; // The platform was wrong, or is by now; it may say so anew.
        heard = true;
    }

    /** The server has asked to be left alone until then. */
    public synchronized void sentAway(Instant until) {
        Contact before = facts.contact;
        facts.contact = new Contact(before.exchange(), before.ack(), before.pull(), until);
        heard = true;
    }

    /**
     * For how long the server is still to be left alone, as it asked this process or one before.
     *
     * @param most more is not believed: the clock was set back since
     */
    public synchronized Duration sentAway(Duration most) {
        Instant until = facts.contact.retryAt();
        Duration left = until == null ? Duration.ZERO : Duration.between(clock.now(), until);
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) > 0 ? most : left;
    }

    /** Mutations were acknowledged. */
    synchronized void acked() {
        facts.contact = new Contact(facts.contact.exchange(), clock.now(), facts.contact.pull());
        heard = true;
    }

    /** The server is the right one, and what began then has shown all that it has. */
    synchronized void caughtUp(long since) {
        Instant now = clock.now();
        facts.verified(now);
        facts.current = true;
        facts.heardAt = since;
        facts.heardWhen = now;
        facts.contact = new Contact(facts.contact.exchange(), facts.contact.ack(), now);
        heard = true;
    }

    /** The server goes on from where we are; if it was another one, a whole pull has to show that it no longer is. */
    synchronized void recognised() {
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

    /** What the platform says of the network. */
    public synchronized void hinted(Connectivity.State state) {
        boolean offline = state == Connectivity.State.OFFLINE;
        facts.hintedOffline = !offline ? null : facts.hintedOffline == null ? clock.now() : facts.hintedOffline;
        facts.slower = state == Connectivity.State.METERED ? Settings.SLOWER : 1;
    }

    /** What was quarantined as it was taken in, on any thread: told before anything else is. */
    public synchronized void tellLater(List<SyncEvent.Quarantined> refused) {
        refused.forEach(event -> keep(untold, event));
    }

    /** Keeps what is to be told, unless there is too much already: then it is counted and listed, but not told. */
    public static void keep(List<SyncEvent.Quarantined> kept, SyncEvent.Quarantined event) {
        long chars = 0;
        for (SyncEvent.Quarantined each : kept) {
            chars += each.mutation().payload().length();
        }
        if (kept.size() < Chunk.COUNT && chars < Chunk.BYTES) {
            kept.add(event);
        }
    }

    /** Tells the listener. On the lane thread. */
    public void tell(SyncEvent event) {
        tellUntold();
        call(event);
    }

    private void tellUntold() {
        List<SyncEvent.Quarantined> events;
        synchronized (this) {
            events = new ArrayList<>(untold);
            untold.clear();
        }
        events.forEach(this::call);
    }

    private void call(SyncEvent event) {
        try {
            listener.on(event);
        } catch (Throwable thrown) {
            LOG.warn(
                    "the sync listener threw on {}; the sync goes on",
                    event.getClass().getSimpleName(),
                    Failures.bare(thrown));
        }
        Thread.interrupted(); // The listener's own; left there, it would end the next exchange.
    }

    /** Tells the listener of the status, if it is another than the last time. On the lane thread. */
    public void tellStatus() {
        tellUntold();
        SyncStatus now = status();
        SyncStatus before = told;
        if (before == null || !now.isSameAs(before)) {
            told = now;
            if (before == null || before.state() != now.state()) {
                Reason reason = now.reason(); // Its words may be the server's, and those may say anything.
                LOG.info("{}{}", now.state(), reason == null ? "" : " (" + reason.cause() + ")");
            }
            tell(new SyncEvent.StatusChanged(now));
        }
    }
}
