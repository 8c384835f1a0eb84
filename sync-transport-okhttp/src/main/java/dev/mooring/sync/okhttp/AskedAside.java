package dev.mooring.sync.okhttp;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the app's code on a thread of its own, so that the exchange can give up on it. Who has not answered by the end is interrupted.
 * One that does not mind the interrupt keeps its thread, and nobody is asked before it is back: so there is one such thread at most,
 * however many exchanges give up on it.
 */
final class AskedAside {
    private volatile @Nullable Thread busy;
    private volatile @Nullable FutureTask<?> running;
    private volatile boolean cancelled;

    /** What is asked. */
    interface Question<T> {
        @Nullable
        T ask() throws Exception;
    }

    /** Another exchange begins: a cancel from before is not meant for it. */
    void begin() {
        cancelled = false;
    }

    /**
     * Waits for the answer.
     *
     * @param nanos how long at most
     * @throws TimeoutException if it has not come by then
     * @throws ExecutionException what the question threw
     * @throws java.util.concurrent.CancellationException after {@link #cancel}
     */
    <T> @Nullable T ask(Question<T> question, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<@Nullable T> task = new FutureTask<>(() -> {
            Thread before = busy;
            if (before != null) {
                before.join();
            }
            busy = Thread.currentThread();
            return question.ask();
        });
        running = task;
        if (cancelled) {
            task.cancel(true);
        }
        Thread thread = new Thread(task, "mooring-credential");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(nanos, TimeUnit.NANOSECONDS);
        } finally {
            running = null;
            task.cancel(true);
        }
    }

    /** Ends the waiting, from any thread. */
    void cancel() {
        cancelled = true;
        FutureTask<?> task = running;
        if (task != null) {
            task.cancel(true);
        }
    }
}
