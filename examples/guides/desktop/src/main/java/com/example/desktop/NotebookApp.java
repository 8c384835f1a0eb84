package com.example.desktop;

import com.example.rows.RowsTransport;
import dev.mooring.sync.spi.Transport;
import java.nio.file.Path;
import java.time.Duration;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.stage.Stage;
import okhttp3.OkHttpClient;

/** Its argument is the backend's URL. The notes are kept in the user's home. */
public final class NotebookApp extends Application {
    private NotebookPane pane;

    public static void main(String[] args) {
        launch(args);
    }

    @Override
    public void start(Stage window) {
        String backend = getParameters().getRaw().get(0);
        OkHttpClient calls =
                new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30)).build();
        Transport transport = RowsTransport.of(calls, backend, "anna", "anna");
        pane = new NotebookPane(new Notebook(Path.of(System.getProperty("user.home"), "notes.db"), transport));
        window.setScene(new Scene(pane, 360, 480));
        window.setTitle("Notes");
        window.show();
    }

    @Override
    public void stop() {
        pane.close();
    }
}
