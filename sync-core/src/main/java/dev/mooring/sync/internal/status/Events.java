package dev.mooring.sync.internal.status;

import dev.mooring.sync.Registration;
import dev.mooring.sync.internal.fault.Failures;
import dev.mooring.sync.internal.outbox.Chunk;
import dev.mooring.sync.internal.settings.Listeners;
import dev.mooring.sync.internal.settings.Settings;
import dev.mooring.sync.spi.Scheduler;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.status.SyncListener;
import dev.mooring.sync.status.SyncStatus;
import dev.mooring.sync.status.SyncStatus.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to the listeners: in order, on the lane thread only, never under a lock, and after the commit. Events of other
 * threads wait for the lane thread.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync");

    private final Listeners listeners;
    private final Scheduler scheduler;
    private final StatusBoard board;
    private final List<SyncEvent.Quarantined> refusals = new ArrayList<>(0);
    private @Nullable SyncStatus told;
    private Registration change = () -> {};
    private boolean closed;

    public Events(Settings settings, StatusBoard board) {
        this.listeners = settings.listeners();
        this.scheduler = settings.scheduler();
        this.board = board;
    }

    /** Mutations that were quarantined when they were taken in, on any thread. They are told before anything else. */
    public synchronized void refused(List<SyncEvent.Quarantined> events) {
        events.forEach(event -> keep(refusals, event));
    }

    /** Keeps an event to be told. If there are too many already, it is dropped; the mutation is still counted and listed. */
    public static void keep(List<SyncEvent.Quarantined> kept, SyncEvent.Quarantined event) {
        long chars = 0;
        for (SyncEvent.Quarantined each : kept) {
            chars += each.mutation().payload().length();
        }
        if (kept.size() < Chunk.COUNT && chars < Chunk.BYTES) {
            kept.add(event);
        }
    }

    /** Tells the listeners. On the lane thread. */
    public void tell(SyncEvent event) {
        tellRefusals();
        call(event);
    }

    /** Tells what another thread has done, and the status that it has led to, as soon as the lane thread is free. */
    public synchronized void tellSoon(SyncEvent... events) {
        if (!closed) {
            scheduler.schedule(Duration.ZERO, () -> {
                for (SyncEvent event : events) {
                    tell(event);
                }
                tellStatusNowAndLater();
            });
        }
    }

    /** Tells the status if it differs from the last one told. On the lane thread. */
    public void tellStatus() {
        tellRefusals();
        SyncStatus now = board.status();
        SyncStatus before = told;
        if (before == null || !now.isSameAs(before)) {
            told = now;
            if (before == null || before.state() != now.state()) {
                Reason reason = now.reason(); // It may hold words of the server, which can be anything.
                LOG.info("{}{}", now.state(), reason == null ? "" : " (" + reason.cause() + ")");
            }
            tell(new SyncEvent.StatusChanged(now));
        }
    }

    /** The same, and tells it again when time alone has changed it. On the lane thread. */
    public void tellStatusNowAndLater() {
        tellStatus();
        Duration next = board.changesIn();
        synchronized (this) {
            change.close();
            if (next != null && !closed) {
                change = scheduler.schedule(next, this::tellStatusNowAndLater);
            }
        }
    }

    /** Nothing is told on its own from here on. */
    public synchronized void close() {
        closed = true;
        change.close();
    }

    private void tellRefusals() {
        List<SyncEvent.Quarantined> events;
        synchronized (this) {
            events = new ArrayList<>(refusals);
            refusals.clear();
        }
        events.forEach(this::call);
    }

    private void call(SyncEvent event) {
        listeners.forEach(listener -> call(listener, event));
    }

    private static void call(SyncListener listener, SyncEvent event) {
        try {
            listener.on(event);
        } catch (Throwable thrown) {
            LOG.warn(
                    "the sync listener threw on {}; the sync goes on",
                    event.getClass().getSimpleName(),
                    Failures.bare(thrown));
        }
        Thread.interrupted(); // An interrupt that the listener has left would end the next exchange.
    }
}
