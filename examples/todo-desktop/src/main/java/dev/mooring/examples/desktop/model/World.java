package dev.mooring.examples.desktop.model;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * What may happen to the server, on purpose. One thing happens after the other, on a thread of its own, and what became of it is told in a
 * sentence.
 */
public final class World implements AutoCloseable {
    private final List<Happening> happenings;
    private final Executor ui;
    private final List<Consumer<String>> viewers = new CopyOnWriteArrayList<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "world");
        thread.setDaemon(true);
        return thread;
    });

    /** What happens. */
    public interface Act {
        /**
         * It happens.
         *
         * @return what became of it, for people
         * @throws Exception if it could not happen
         */
        String happen() throws Exception;
    }

    /**
     * One of the things that may happen.
     *
     * @param words for a menu
     * @param act what it is
     */
    public record Happening(String words, Act act) {}

    /**
     * A world.
     *
     * @param happenings in the order of a menu
     * @param ui where news are shown
     */
    public World(List<Happening> happenings, Executor ui) {
        this.happenings = List.copyOf(happenings);
        this.ui = ui;
    }

    /**
     * What may happen.
     *
     * @return in the order of a menu
     */
    public List<Happening> happenings() {
        return happenings;
    }

    /**
     * Shows what has become of what happened.
     *
     * @param viewer called by the executor of the user interface
     */
    public void onNews(Consumer<String> viewer) {
        viewers.add(viewer);
    }

    /**
     * Lets something happen. Returns at once.
     *
     * @param happening one of {@link #happenings}
     */
    public void begin(Happening happening) {
        worker.execute(() -> {
            tell(happening.words() + "…");
            try {
                tell(happening.act().happen());
            } catch (Exception e) {
                tell("It could not happen: " + e.getMessage());
            }
        });
    }

    private void tell(String news) {
        ui.execute(() -> viewers.forEach(viewer -> viewer.accept(news)));
    }

    /** What happens is brought to its end. */
    @Override
    public void close() {
        worker.shutdown();
    }
}
