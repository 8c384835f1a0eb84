package com.example.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.rows.RowsTransport;
import com.example.rows.StandIn;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.collections.ListChangeListener;
import javafx.event.ActionEvent;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two panes with a file each. Needs a display, such as that of xvfb-run. */
class NotebookPaneTest {
    @TempDir
    Path folder;

    @Test
    void aNoteOfOneWindowIsSeenInTheOther() throws Exception {
        boolean display = !System.getProperty("os.name").equals("Linux") || System.getenv("DISPLAY") != null;
        assumeTrue(display, "SKIPPED: there is no display; run it under xvfb-run");
        Platform.startup(() -> {});
        try (StandIn backend = new StandIn();
                NotebookPane one = on(() -> pane("one.db", backend));
                NotebookPane two = on(() -> pane("two.db", backend))) {
            CompletableFuture<?> arrived = seen(two, "milk");
            CompletableFuture<?> green = lit(one, "GREEN");
            on(() -> {
                one.line.setText("milk");
                one.line.fireEvent(new ActionEvent());
                return null;
            });
            arrived.get(60, TimeUnit.SECONDS);
            green.get(60, TimeUnit.SECONDS);
            assertEquals(1, backend.rows().size());
        }
    }

    private NotebookPane pane(String file, StandIn backend) {
        OkHttpClient calls = new OkHttpClient();
        return new NotebookPane(
                new Notebook(folder.resolve(file), RowsTransport.of(calls, backend.url(), "anna", "anna")));
    }

    private static CompletableFuture<?> seen(NotebookPane pane, String text) throws Exception {
        return on(() -> {
            CompletableFuture<?> seen = new CompletableFuture<>();
            pane.list.getItems().addListener((ListChangeListener<String>) change -> {
                if (pane.list.getItems().contains(text)) {
                    seen.complete(null);
                }
            });
            return seen;
        });
    }

    /** Completes when the light is of this colour after the note was written. */
    private static CompletableFuture<?> lit(NotebookPane pane, String colour) throws Exception {
        return on(() -> {
            CompletableFuture<?> lit = new CompletableFuture<>();
            pane.light.textProperty().addListener((text, before, now) -> {
                if (now.equals(colour) && pane.list.getItems().size() == 1) {
                    lit.complete(null);
                }
            });
            return lit;
        });
    }

    private static <T> T on(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Platform.runLater(task);
        return task.get(60, TimeUnit.SECONDS);
    }
}
