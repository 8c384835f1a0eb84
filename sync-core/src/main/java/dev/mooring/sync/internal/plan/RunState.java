package dev.mooring.sync.internal.plan;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.ledger.Sieve;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a run knows between two steps. A value: {@link RunPlan} makes the next one of it and a {@link Result}.
 *
 * @param step what is done now
 * @param news what is to be told before that
 * @param marks what holds
 * @param seen where we stand
 * @param ended the page that a pull or a check has come to, while it is worked through
 * @param promised as far as the server's history went when it was checked; a pull that ends before has not shown what there is
 * @param rounds how often another writer was faster
 * @param held why the history was not read to its end in this run; null if it was
 * @param doubt about a push
 * @param fetch how a rebuild goes on
 * @param lasting what the next run gets
 * @param now the monotonic clock
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
    static final Step TURN = new Step.Turn();

    /** What holds. */
    public enum Mark {
        /** The app has cancelled the run. */
        CANCELLED,
        /** An API call waits to be made. */
        CALL_WAITS,
        /** The storage is being rebuilt. */
        REBUILDING,
        /** Mutations are pending. */
        PENDING,
        /** A pull comes first. */
        NEEDS_PULL,
        /** A pull has begun and is not at its end. */
        PULLING,
        /** A pull has shown all there is, or a push has proven that nothing came in between. */
        CURRENT,
        /** Something of what was confirmed has been seen at this server. */
        FAMILIAR,
        /** Older states are taken for what another writer has made of them. */
        ACCEPTS_AGED
    }

    /**
     * Where an exchange has ended.
     *
     * @param from where it started
     * @param since when, by the monotonic clock
     * @param pull whether it was a pull
     */
    public record Ended(Cursor from, long since, Page page, boolean pull) {}

    /**
     * A rebuild, as far as this run has to do with it.
     *
     * @param checked whether the history that is half fetched was checked
     * @param restarts how often another history was begun
     * @param promised how many changes there are at least
     * @param since when the exchange began that showed the end; null if that was in another run
     */
    public record Fetch(
            boolean checked,
            int restarts,
            long promised,
            @Nullable Long since) {
        static final Fetch BEGINS = new Fetch(false, 0, 0, null);
    }

    public static RunState begun(Lasting lasting) {
        return new RunState(
                TURN,
                Collections.emptyList(),
                Collections.emptySet(),
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

    Cursor cursor() {
        return seen.cursor();
    }

    public Trust trust() {
        return lasting.trust();
    }

    public Sieve sieve() {
        return lasting.sieve();
    }

    // ---- copies

    RunState doing(Step next) {
        return new RunState(next, news, marks, seen, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    RunState turning() {
        return doing(TURN);
    }

    RunState telling(News more) {
        List<News> all = new ArrayList<>(news);
        all.add(more);
        return withNews(Collections.unmodifiableList(all));
    }

    RunState told() {
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

    RunState with(Mark mark) {
        return with(mark, true);
    }

    RunState without(Mark mark) {
        return with(mark, false);
    }

    public RunState seeing(Seen next) {
        return new RunState(step, news, marks, next, ended, promised, rounds, held, doubt, fetch, lasting, now);
    }

    RunState at(Cursor cursor) {
        return seeing(seen.at(cursor));
    }

    RunState ended(@Nullable Ended next) {
        return new RunState(step, news, marks, seen, next, promised, rounds, held, doubt, fetch, lasting, now);
    }

    RunState promised(long place) {
        return new RunState(step, news, marks, seen, ended, place, rounds, held, doubt, fetch, lasting, now);
    }

    RunState anotherRound() {
        return new RunState(step, news, marks, seen, ended, promised, rounds + 1, held, doubt, fetch, lasting, now);
    }

    RunState held(@Nullable SyncException why) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, why, doubt, fetch, lasting, now);
    }

    RunState with(Doubt next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, next, fetch, lasting, now);
    }

    RunState with(Fetch next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, next, lasting, now);
    }

    RunState with(Lasting next) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, fetch, next, now);
    }

    RunState with(Trust trust) {
        return with(lasting.with(trust));
    }

    RunState with(Sieve sieve) {
        return with(lasting.with(sieve));
    }

    public RunState at(long nanos) {
        return new RunState(step, news, marks, seen, ended, promised, rounds, held, doubt, fetch, lasting, nanos);
    }
}
