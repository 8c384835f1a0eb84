package dev.mooring.sync.testing.conformance;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/** What a test works with: the way to the server, throw-away users, and what the owner of the server can do. */
final class Stage {
    final Wire wire;
    private final Budget budget;
    private final Hooks hooks;
    private final List<WritableTable> tables;
    private final Clock clock;
    private final String run;

    Stage(Wire wire, Budget budget, Hooks hooks, List<WritableTable> tables, Clock clock, String run) {
        this.wire = wire;
        this.budget = budget;
        this.hooks = hooks;
        this.tables = tables;
        this.clock = clock;
        this.run = run;
    }

    /** A user whom nobody else has, with a name that says where it comes from. */
    String user() {
        return "conform-" + run + "-" + budget.user();
    }

    /** The tables that may be written, at least one. */
    List<WritableTable> tables() {
        return tables;
    }

    /** The time here. */
    Instant now() {
        return clock.instant();
    }

    /** What the owner of the server adds to the requests of a user. */
    Map<String, String> headers(String user) {
        return hooks.headers().apply(user);
    }

    /** The same, with a credential that is over; {@code UNCLEAR} if nobody has one. */
    Map<String, String> expired(String user) {
        Function<String, Map<String, String>> expired = hooks.expired();
        if (expired == null) {
            throw Ending.unclear("it takes a credential that is over, and no hook for that was given");
        }
        return expired.apply(user);
    }

    /** Whether the owner of the server gives each user an account of his own, and not all of them the same one. */
    boolean hasAccounts(String user) {
        Map<String, String> headers = headers(user);
        return !headers.isEmpty() && !headers.equals(headers(UUID.randomUUID().toString()));
    }

    /** Stops the server and starts it again; {@code UNCLEAR} if nobody can. */
    void restart() {
        needsRestart().run();
        wire.forgetConnections();
    }

    /** For a test that may end the server: {@code UNCLEAR} if nobody could start it again. */
    Runnable needsRestart() {
        Runnable restart = hooks.restart();
        if (restart == null) {
            throw Ending.unclear("it takes a restart of the server, and no hook for that was given");
        }
        return restart;
    }

    /** Does all of it at the same time, and returns what came of each. */
    static <T> List<T> race(List<Callable<T>> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(all)) {
                results.add(result(each));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Begins to do something beside the test, on a thread of its own. */
    static <T> Future<T> beside(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "conformance writer");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** What came of it, when it has ended. */
    static <T> T result(Future<T> work) throws Exception {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Ending ending) {
                throw ending;
            }
            throw e;
        }
    }

    /** Waits until all of it has ended, however it did: a test leaves no writers behind. */
    static void ended(List<? extends Future<?>> works) throws InterruptedException {
        for (Future<?> work : works) {
            try {
                work.get();
            } catch (ExecutionException e) {
                continue; // The test has said what it saw first.
            }
        }
    }

    /** Waits until all of it has ended well. */
    static <T> void results(List<Future<T>> works) throws Exception {
        for (Future<T> work : works) {
            result(work);
        }
    }

    /** The promise is broken unless this holds. */
    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw Ending.broken(otherwise);
        }
    }
}
