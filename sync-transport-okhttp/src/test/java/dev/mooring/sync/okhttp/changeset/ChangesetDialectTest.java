package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.spi.Capabilities;
import java.util.Random;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesetDialectTest {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    private static Opening opening(@Nullable String credential) {
        return CellDevice.dialect().build().opening(HttpUrl.get("https://host/app/"), credential);
    }

    private static String protocol(Opening opening) {
        String token = String.valueOf(opening.headers().get("Sec-WebSocket-Protocol"));
        assertFalse(token.contains("="), token);
        ByteString plain = ByteString.decodeBase64(token + "===".substring(0, (4 - token.length() % 4) % 4));
        assertNotNull(plain, token);
        return plain.utf8();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a\\b", "..", "a..b", "a,b", "a=b", "a?", "ä", "a\u007f", "a\n"})
    void aNameThatTheServerTakesApartIsRefusedAtOnce(String room) {
        assertThrows(IllegalArgumentException.class, () -> ChangesetDialect.builder(room));
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes", "notes.sqlite3", "a-b_c.1", ".", "-"})
    void ordinaryNamesAreTaken(String room) {
        assertNotNull(ChangesetDialect.builder(room));
    }

    /** The server refuses a subprotocol with a slash. */
    @Test
    void noNameThatIsTakenMakesASlash() {
        for (long seed = 1; seed <= 10_000; seed++) {
            Random random = new Random(seed);
            String room = word(random);
            String token = random.nextBoolean() ? "" : word(random);
            if (Subprotocol.isRoom(room)) {
                String protocol = Subprotocol.of(room, token);
                assertFalse(protocol.contains("/") || protocol.contains("="), room + " " + token);
            }
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    @Test
    void theRoomIsNamedByTheSubprotocol() {
        Opening opening = opening(null);
        assertEquals("https://host/app/sync", opening.url().toString());
        assertEquals("room=notes.sqlite3", protocol(opening));
    }

    @Test
    void aCredentialThatFitsGoesIntoTheSubprotocol() {
        Opening opening = opening("Bearer a.b-c_d");
        assertEquals("auth=a.b-c_d,room=notes.sqlite3", protocol(opening));
        assertFalse(opening.carriesCredential());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a+b/c==", "Bearer a,room=x", "Bearer a b", "session=1"})
    void anotherCredentialGoesIntoItsHeader(String credential) {
        Opening opening = opening(credential);
        assertEquals("room=notes.sqlite3", protocol(opening));
        assertTrue(opening.carriesCredential());
    }

    @Test
    void theSchemaIsNeeded() {
        assertThrows(IllegalStateException.class, ChangesetDialect.builder("notes")::build);
        assertThrows(
                IllegalArgumentException.class,
                () -> ChangesetDialect.builder("notes").schema("", 1));
    }

    @Test
    void aBatchHasALeast() {
        assertThrows(IllegalArgumentException.class, () -> CellDevice.dialect().batchesOf(0, 1));
        assertThrows(IllegalArgumentException.class, () -> CellDevice.dialect().batchesOf(1, 0));
    }

    @Test
    void theServerKeepsCellsWithClocks() {
        Capabilities can = CellDevice.dialect().build().capabilities("host");
        assertEquals(Capabilities.Order.CLOCKS, can.order());
        assertEquals("changeset", can.dialect());
    }

    @Test
    void whatOneTransactionWroteIsOneGroup() {
        ChangesetDialect dialect = CellDevice.dialect().build();
        String first = dialect.group(CellDevice.insert(7, "seven", 3));
        assertEquals(first, dialect.group(CellDevice.insert(8, "eight", 3)));
        assertFalse(first.equals(dialect.group(CellDevice.insert(9, "nine", 4))));
        assertTrue(first.length() > 0);
    }

    @Test
    void aRowWeighsWhatItsCellsTake() {
        ChangesetDialect dialect = CellDevice.dialect().build();
        int small = dialect.measure(CellDevice.insert(7, "", 3));
        assertEquals(small + 1000, dialect.measure(CellDevice.insert(7, "x".repeat(1000), 3)), 2);
    }
}
