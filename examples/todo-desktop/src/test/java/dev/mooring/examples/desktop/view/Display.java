package dev.mooring.examples.desktop.view;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** JavaFX, where a display can be had. Where it cannot, the test is skipped, and says why on a line of its own. */
final class Display {
    /** JavaFX warns of running from a class path, as in {@code Main}. */
    private static final Logger JAVAFX = Logger.getLogger("javafx");

    private static @Nullable String missing;
    private static boolean asked;

    private Display() {}

    /** Starts JavaFX once for all tests. */
    static synchronized void orSkip() {
        if (!asked) {
            asked = true;
            missing = start();
            System.out.println(
                    missing == null
                            ? "[desktop] the windows are driven on display " + System.getenv("DISPLAY")
                            : "[desktop] SKIPPED, the windows are not tested: " + missing
                                    + " (run the build under xvfb-run)");
        }
        Assumptions.assumeTrue(missing == null, missing);
    }

    private static @Nullable String start() {
        boolean x11 = System.getProperty("os.name", "").equals("Linux");
        String display = System.getenv("DISPLAY");
        if (x11 && (display == null || display.isEmpty())) {
            return "there is no DISPLAY";
        }
        JAVAFX.setLevel(Level.SEVERE);
        CountDownLatch started = new CountDownLatch(1);
        try {
            Platform.startup(started::countDown);
            Platform.setImplicitExit(false);
            return started.await(30, TimeUnit.SECONDS) ? null : "JavaFX did not start on display " + display;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (RuntimeException | LinkageError e) {
            return "JavaFX cannot start on display " + display + ": " + e.getMessage();
        }
    }

    /** On the JavaFX thread. */
    static <T> T on(Callable<T> body) {
        FutureTask<T> task = new FutureTask<>(body);
        if (Platform.isFxApplicationThread()) {
            task.run();
        } else {
            Platform.runLater(task);
        }
        try {
            return task.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** On the JavaFX thread. */
    static void run(Runnable body) {
        on(() -> {
            body.run();
            return true;
        });
    }

    /** After so many frames are drawn: styles are applied, and what moves has moved. */
    static void frames(int count) {
        CompletableFuture<Void> drawn = new CompletableFuture<>();
        run(() -> new javafx.animation.AnimationTimer() {
            private int left = count;

            @Override
            public void handle(long now) {
                if (left-- == 0) {
                    stop();
                    drawn.complete(null);
                }
            }
        }.start());
        drawn.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
