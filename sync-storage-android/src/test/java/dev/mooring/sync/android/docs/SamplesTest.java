package dev.mooring.sync.android.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Fault;
import dev.mooring.sync.SyncReport.Mismatch;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs those samples of docs/android.md that need no Android. */
class SamplesTest {
    @TempDir
    Path folder;

    private static SecretKey key() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(256);
        return generator.generateKey();
    }

    @Test
    void aPassphraseIsMadeOnceAndFoundAgain() throws Exception {
        File database = folder.resolve("app.db").toFile();
        File wrapped = folder.resolve("app.db.key").toFile();
        SecretKey key = key();
        byte[] first = Passphrase.of(key, wrapped, database);
        assertNotNull(first);
        assertEquals(32, first.length);
        assertArrayEquals(first, Passphrase.of(key, wrapped, database));
        Files.createFile(database.toPath());
        assertArrayEquals(first, Passphrase.of(key, wrapped, database));
        String stored = new String(Files.readAllBytes(wrapped.toPath()), StandardCharsets.ISO_8859_1);
        assertFalse(stored.contains(new String(first, StandardCharsets.ISO_8859_1)), "it is not there in clear");
    }

    @Test
    void aPassphraseThatIsLostIsNotReplacedWhileItsDatabaseIsThere() throws Exception {
        File database = folder.resolve("app.db").toFile();
        File wrapped = folder.resolve("app.db.key").toFile();
        byte[] first = Passphrase.of(key(), wrapped, database);
        Files.createFile(database.toPath());
        byte[] before = Files.readAllBytes(wrapped.toPath());
        assertNull(Passphrase.of(key(), wrapped, database), "another key");
        assertArrayEquals(before, Files.readAllBytes(wrapped.toPath()));
        Files.delete(wrapped.toPath());
        SecretKey next = key();
        assertNull(Passphrase.of(next, wrapped, database), "no file");

        Files.delete(database.toPath());
        byte[] second = Passphrase.of(next, wrapped, database);
        assertFalse(Arrays.equals(first, second));
        assertArrayEquals(second, Passphrase.of(next, wrapped, database));
    }

    @Test
    void aWorkerTriesAgainWhatMayEndBetterByItself() {
        assertEquals("success", resultOf(new SyncReport.Synced(1, 0, 0, 0, 0)));
        assertEquals("success", resultOf(new SyncReport.Elsewhere(0)));
        assertEquals("retry", resultOf(new SyncReport.Elsewhere(1)));
        assertEquals("retry", resultOf(new SyncReport.Offline(true, 1, "no network", null)));
        assertEquals("retry", resultOf(new SyncReport.Interrupted(1)));
        assertEquals("failure", resultOf(new SyncReport.Incompatible(Mismatch.KNOWS_LESS, "it lost data", 1)));
        for (Fault fault : Fault.values()) {
            boolean person = switch (fault) {
                case AUTH_REQUIRED, REFUSED, UNTRUSTED, HANDLER, STORAGE -> true;
                default -> false;
            };
            String expected = person ? "failure" : "retry";
            assertEquals(expected, resultOf(new SyncReport.Failed(fault, "a word", 1, null)), fault.toString());
        }
    }

    private static String resultOf(SyncReport report) {
        return SyncWorker.resultOf(report).toString();
    }
}
