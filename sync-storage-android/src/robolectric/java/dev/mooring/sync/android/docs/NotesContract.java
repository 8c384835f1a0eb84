package dev.mooring.sync.android.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.content.Context;
import android.database.sqlite.SQLiteDatabase;
import dev.mooring.sync.SyncClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.robolectric.RuntimeEnvironment;

/** Runs the app of docs/android.md, without a server. Run inside Robolectric by {@code RobolectricTest}. */
class NotesContract {
    private static final class Running extends NotesApp {
        Running(Context base) {
            attachBaseContext(base);
        }
    }

    private final NotesApp app = new Running(RuntimeEnvironment.getApplication());
    private SyncClient<SQLiteDatabase> client;

    @BeforeEach
    void begin() {
        shadowOf(RuntimeEnvironment.getApplication()).grantPermissions(Manifest.permission.ACCESS_NETWORK_STATE);
        app.onCreate();
        client = app.client();
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void whatIsWrittenInABackgroundThreadWaitsForTheServer() throws Exception {
        ExecutorService io = Executors.newSingleThreadExecutor();
        new Writing(client, io).add("milk");
        long pending = io.submit(() -> client.status().pending()).get(30, TimeUnit.SECONDS);
        io.shutdown();
        assertEquals(1, pending);
        assertEquals(1, client.status().pending(), "a status is to be had on the main thread too");
        assertTrue(app.getDatabasePath("notes.db").exists());
    }

    @Test
    void theMainThreadIsRefused() {
        assertThrows(IllegalStateException.class, () -> client.write((db, outbox) -> {}));
    }
}
