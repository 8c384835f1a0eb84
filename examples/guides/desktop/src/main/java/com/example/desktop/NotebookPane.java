package com.example.desktop;

import com.example.desktop.Notebook.Note;
import dev.mooring.sync.status.SyncStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javafx.application.Platform;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;

/** The list, a line to write in, and the light. The database is read and written on a thread beside that of the screen. */
final class NotebookPane extends BorderPane implements AutoCloseable {
    final ListView<String> list = new ListView<>();
    final TextField line = new TextField();
    final Label light = new Label("…");

    private final Notebook notebook;
    private final ExecutorService work = Executors.newSingleThreadExecutor();

    NotebookPane(Notebook notebook) {
        this.notebook = notebook;
        line.setPromptText("A note");
        line.setOnAction(event -> {
            String text = line.getText();
            line.clear();
            work.execute(() -> notebook.add(text));
        });
        setCenter(list);
        setTop(line);
        setBottom(light);
        work.execute(() -> {
            notebook.start(() -> work.execute(this::read), status -> Platform.runLater(() -> show(status)));
            read();
        });
    }

    private void read() {
        try {
            List<String> texts = notebook.all().stream().map(Note::text).toList();
            Platform.runLater(() -> list.getItems().setAll(texts));
        } catch (SQLException e) {
            throw new IllegalStateException("the notes cannot be read", e);
        }
    }

    private void show(SyncStatus status) {
        String waiting = status.pending() == 0 ? "" : ", " + status.pending() + " to be sent";
        light.setText(status.light() + waiting);
        light.setTooltip(new Tooltip(status.explain()));
    }

    @Override
    public void close() {
        work.execute(notebook::close);
        work.shutdown();
    }
}
