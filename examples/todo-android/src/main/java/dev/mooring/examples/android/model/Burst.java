package dev.mooring.examples.android.model;

import dev.mooring.sync.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one screen of a burst of hints. A hint that comes before the last one is looked into changes nothing; a screen that the main
 * thread has not taken before the next one is there is never shown. Thread-safe.
 */
final class Burst {
    private final Executor worker;
    private final Executor main;
    private final Supplier<Screen> reading;
    private final List<Consumer<Screen>> viewers = new CopyOnWriteArrayList<>();
    private final AtomicBoolean stale = new AtomicBoolean();
    private final AtomicReference<@Nullable Screen> next = new AtomicReference<>();

    Burst(Executor worker, Executor main, Supplier<Screen> reading) {
        this.worker = worker;
        this.main = main;
        this.reading = reading;
    }

    Registration show(Consumer<Screen> viewer) {
        viewers.add(viewer);
        hint();
        return () -> viewers.remove(viewer);
    }

    void hint() {
        if (stale.compareAndSet(false, true)) {
            worker.execute(this::look);
        }
    }

    private void look() {
        stale.set(false); // Before the reading: what comes during it is for the next one.
        Screen screen = viewers.isEmpty() ? null : reading.get();
        if (screen != null && next.getAndSet(screen) == null) {
            main.execute(this::present);
        }
    }

    private void present() {
        Screen latest = next.getAndSet(null);
        if (latest != null) {
            viewers.forEach(viewer -> viewer.accept(latest));
        }
    }
}
