package dev.mooring.examples.server;

import dev.mooring.examples.server.live.Bell;
import dev.mooring.examples.server.live.Hub;
import dev.mooring.examples.server.store.Compactor;
import dev.mooring.examples.server.store.ServerWriter;
import dev.mooring.examples.server.store.StoreException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of what is done beside the requests, and how often. */
final class Errands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);
    private static final int SENDERS = 16;
    private static final long DUE_MILLIS = 1_000;
    private static final long POLL_MILLIS = 1_000;
    private static final long BELL_MILLIS = 50;
    private static final long BEAT_MILLIS = 15_000;

    private static final long COMPACT_MILLIS = 60_000;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(2, work -> thread(work, "errands"));
    private final ExecutorService senders = new ThreadPoolExecutor(
            SENDERS, SENDERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> thread(work, "sender"));
    private @Nullable Bell bell;

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    Executor senders() {
        return senders;
    }

    void begin(ServerWriter writer, Hub hub, Bell others, boolean notifies) {
        every(DUE_MILLIS, writer::doDue);
        every(BEAT_MILLIS, hub::beat);
        if (notifies) {
            bell = others;
            every(BELL_MILLIS, others::flush);
            every(BEAT_MILLIS, hub::allChanged);
            thread(others::listen, "bell").start();
        } else {
            every(POLL_MILLIS, hub::allChanged);
        }
    }

    void compact(Compactor compactor, long behind) {
        every(COMPACT_MILLIS, () -> compactor.compactGrown(behind));
    }

    private void every(long millis, Runnable work) {
        var unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (StoreException e) {
                        LOG.warn("the database failed; it is tried again: {}", e.getMessage());
                    } catch (RuntimeException e) {
                        LOG.error("an errand failed; it is tried again", e);
                    }
                },
                millis,
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (bell != null) {
            bell.close();
        }
        timer.shutdownNow();
        senders.shutdownNow();
    }
}
