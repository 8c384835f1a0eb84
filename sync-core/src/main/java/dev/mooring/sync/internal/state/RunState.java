package dev.mooring.sync.internal.state;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.history.Lasting;
import dev.mooring.sync.internal.history.Trust;
import dev.mooring.sync.internal.ledger.Frozen;
import dev.mooring.sync.internal.outbox.Sieve;
import dev.mooring.sync.internal.state.Step.Suspicion;
import dev.mooring.sync.internal.status.News;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a run knows between two steps. Immutable: The plan of a run makes the next state of this one and a {@link Result}.
 *
 * @param step what the run does now
 * @param news what is told before that
 * @param marks which facts hold
 * @param seen where the storage stands, and what the pull has shown
 * @param ended the page of the last pull or check, while it is worked through
 * @param promised how far the server's history went when it was checked. A pull that ends before that has not shown everything
 * @param rounds how often this run has begun another round
 * @param held why the history was not read to its end in this run; null if it was
 * @param doubt what is not known of a push
 * @param fetch how far the fetch of a rebuild is
 * @param lasting what the next run of this process gets
 * @param now the time of the monotonic clock, in nanoseconds
 */
public record RunState(
        Step step,
        List<News> news,
        Set<Mark> marks,
        Seen seen,
        @Nullable Ended ended,
        long promised,
        int rounds,
        @Nullable SyncException held,
        Doubt doubt,
        Fetch fetch,
        Lasting lasting,
        long now) {
    /** A fact that holds or does not. */
    public enum Mark {
        /** The app has cancelled the run. */
        CANCELLED,
        /** An API call waits to be made. */
        CALL_WAITS,
        /** The storage is being rebuilt. */
        REBUILDING,
        /** The channel has brought changes that nobody has taken yet. */
        HEARD,
        /** Nobody has asked for more than what the channel has brought: unless something is to be sent or pulled, the run ends behind it. */
        ENOUGH,
        /** Mutations are pending. */
        PENDING,
        /** A pull has to come before a push. */
        NEEDS_PULL,
        /** A pull has begun and has not come to its end. */
        PULLING,
        /** Everything at the server has been seen: by a pull, or by a push that proved that nothing came in between. */
        CURRENT,
        /** The server has shown something that was confirmed here. */
        FAMILIAR,
        /** The last exchange took longer than it may: this process slept, and the answer is as old as that. */
        STALE,
        /** Older states are accepted as another writer's writes that arrived late. */
        ACCEPTS_AGED
    }

    /**
     * An exchange that has ended with a page.
     *
     * @param from the cursor that it started from
     * @param since when it began, by the monotonic clock
     * @param pull whether it was a pull
     */
    public record Ended(Cursor from, long since, Page page, boolean pull) {}

    /**
     * What is not known of a push until a complete pull has shown what the server has. The plan decides what follows from it.
     *
     * @param resent whether a batch was sent a second time in this run already
     * @param resolved the batch that the server does not have, as a pull has shown since it was last sent
     * @param suspicion a push that failed, though the server may have its batch
     */
    public record Doubt(
            boolean resent,
            @Nullable UUID resolved,
            @Nullable Suspicion suspicion) {
        public static final Doubt NONE = new Doubt(false, null, null);

        /** A batch is about to be sent, so what was known of it no longer counts. */
        public Doubt pushing() {
            return new Doubt(resent, null, suspicion);
        }

        public Doubt suspecting(Frozen frozen, SyncException failure) {
            return new Doubt(resent, resolved, new Suspicion(frozen, failure));
        }

        /** A complete pull has come to its end. */
        public Doubt pulled() {
            return new Doubt(resent, null, null);
        }

        public Doubt resolved(UUID batch) {
            return new Doubt(resent, batch, suspicion);
        }

        public Doubt resending() {
            return new Doubt(true, resolved, suspicion);
        }
    }

    /**
     * What this run knows of a rebuild.
     *
     * @param checked whether it was checked that the half-fetched history is still the server's
     * @param restarts how often the fetch has begun anew
     * @param promised how many changes the server has at least
     * @param since when the exchange began that showed the end of the history; null if that was in another run
     */
    public record Fetch(
            boolean checked,
            int restarts,
            long promised,
            @Nullable Long since) {
        public static final Fetch BEGINS = new Fetch(false, 0, 0, null);
    }

    /** At the beginning of a run. */
    public static RunState begun(Lasting lasting, Set<Mark> marks) {
        return new RunState(
                Step.Plain.TURN,
                Collections.emptyList(),
                marks,
                Seen.NOTHING,
                null,
                0,
                0,
                null,
                Doubt.NONE,
                Fetch.BEGINS,
                lasting,
                0);
    }

    public boolean is(Mark mark) {
        return marks.contains(mark);
    }

    public Cursor cursor() {
        return seen.cursor();
    }

    public Trust trust() {
        return lasting.trust();
    }

    public Sieve sieve() {
        return lasting.sieve();
    }

    // ---- copies

    public RunState doing(Step next) {
        return new RunState(next, news, marks, seen, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    /** The plan picks what comes next. */
    public RunState turning() {
        return doing(Step.Plain.TURN);
    }

    public RunState telling(News more) {
        List<News> all = new ArrayList<>(news);
        all.add(more);
        return withNews(Collections.unmodifiableList(all));
    }

    /** All news were told. */
    public RunState told() {
        return withNews(Collections.emptyList());
    }

    private RunState withNews(List<News> all) {
        return new RunState(step, all, marks, seen, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    public RunState with(Mark mark, boolean holds) {
        if (is(mark) == holds) {
            return this;
        }
        Set<Mark> changed = marks.isEmpty() ? EnumSet.noneOf(Mark.class) : EnumSet.copyOf(marks);
        if (holds) {
            changed.add(mark);
        } else {
            changed.remove(mark);
        }
        Set<Mark> all = Collections.unmodifiableSet(changed);
        return new RunState(step, news, all, seen, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    public RunState with(Mark mark) {
        return with(mark, true);
    }

    public RunState without(Mark mark) {
        return with(mark, false);
    }

    public RunState seeing(Seen next) {
        return new RunState(step, news, marks, next, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    public RunState at(Cursor cursor) {
        return seeing(seen.at(cursor));
    }

    public RunState ended(@Nullable Ended next) {
        return new RunState(step, news, marks, seen, next, promised, rounds, held, doubt, fetch, lasting, now);
    }

    public RunState promised(long place) {
        return new RunState(step, news, marks, seen, ended, place, rounds, held, doubt, fetch, lasting, now);
    }

    public RunState anotherRound() {
        return new RunState(step, news, marks, seen, ended, promised, rounds + 1, held, doubt, fetch, lasting, now);
    }

    /** Why the history is not read to its end; null if it is. */
    public RunState held(@Nullable SyncException why) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, why, doubt, fetch, lasting, now);
    }

    public RunState with(Doubt next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, next, fetch, lasting, now);
    }

    public RunState with(Fetch next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, next, lasting, now);
    }

    public RunState with(Lasting next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, fetch, next, now);
    }

    public RunState with(Trust trust) {
        return with(lasting.with(trust));
    }

    public RunState with(Sieve sieve) {
        return with(lasting.with(sieve));
    }

    /** The same later, by the monotonic clock, in nanoseconds. */
    public RunState at(long nanos) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, fetch, lasting, nanos);
    }
}
