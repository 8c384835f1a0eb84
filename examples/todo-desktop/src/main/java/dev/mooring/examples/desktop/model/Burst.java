package dev.mooring.examples.desktop.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one screen of a burst of hints. A hint that comes before the last one is looked into changes nothing; a screen that the user
 * interface has not taken before the next one is there is never shown. Thread-safe.
 */
final class Burst {
    private final Executor worker;
    private final Executor ui;
    private final Supplier<@Nullable Screen> reading;
    private final List<Consumer<Screen>> viewers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean stale = new AtomicBoolean(true);
    private final AtomicReference<@Nullable Screen> next = new AtomicReference<>();

    Burst(Executor worker, Executor ui, Supplier<@Nullable Screen> reading) {
        this.worker = worker;
        this.ui = ui;
        this.reading = reading;
    }

    /** From here on there is something to read; hints before that were for nothing. */
    void begin() {
        stale.set(false);
        hint();
    }

    void show(Consumer<Screen> viewer) {
        viewers.add(viewer);
        hint();
    }

    void hint() {
        if (stale.compareAndSet(false, true)) {
            worker.execute(this::look);
        }
    }

    private void look() {
        stale.set(false); // Before the reading: what comes during it is for the next one.
        Screen screen = reading.get();
        if (screen != null && next.getAndSet(screen) == null) {
            ui.execute(this::present);
        }
    }

    private void present() {
        Screen latest = next.getAndSet(null);
        if (latest != null) {
            viewers.forEach(viewer -> viewer.accept(latest));
        }
    }
}
