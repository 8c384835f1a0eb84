package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.TakenValue;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An entity as the server told it, of which only the id is known yet. It is read when core asks for more, and core does not ask where it has
 * the entity from the same text.
 *
 * @param type of the entity
 * @param key of the entity
 * @param text all of it
 * @param told stands for the text
 */
record ToldEntity(EntityCollection type, String key, byte[] text, String told) {
    /** A change of the rules by which an entity is read needs another one. */
    private static final String RULES = "1.";

    private static final int BYTES = 16;
    private static final byte[] BEGIN = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_KEY_BYTES = 256;

    /** Null for one whose key is not seen at a glance: it does not begin with its id, or goes by something else. */
    static @Nullable ToldEntity of(EntityCollection type, ByteString whole, MessageDigest digest) {
        if (type == EntityCollection.PIECE) {
            return null;
        }
        byte[] text = whole.toByteArray();
        int end = endOfId(text);
        if (end <= BEGIN.length) {
            return null;
        }
        String key = new String(text, BEGIN.length, end - BEGIN.length, StandardCharsets.US_ASCII);
        String told = RULES.concat(ByteString.of(digest.digest(text), 0, BYTES).base64Url());
        return new ToldEntity(type, key, text, told);
    }

    /** Where the quote behind the id is; -1 if there is something else than the simple characters of an id before it. */
    private static int endOfId(byte[] text) {
        for (int i = 0; i < BEGIN.length; i++) {
            if (i == text.length || text[i] != BEGIN[i]) {
                return -1;
            }
        }
        int most = Math.min(text.length, BEGIN.length + MOST_KEY_BYTES);
        for (int i = BEGIN.length; i < most; i++) {
            if (text[i] == '"') {
                return i;
            } else if (text[i] < ' ' || text[i] == '\\') {
                return -1;
            }
        }
        return -1;
    }

    /**
     * As it goes to core, not read. What is no JSON ends the pull when it is read.
     *
     * @param attempted for the words of a failure
     */
    Incoming incoming(String attempted, long mostBytes) {
        return Incoming.told(type.collection(), key, told, text.length, () -> read(attempted, mostBytes));
    }

    private Incoming read(String attempted, long mostBytes) {
        TakenValue taken = new TakenValue(new Buffer().write(text), true);
        try {
            return Garbage.typed(attempted, () -> EntityRow.of(type, taken, mostBytes))
                    .incoming();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // No connection is behind it, so nothing can be lost.
        }
    }

    /** What was read of it. */
    Incoming noted(Incoming read) {
        return read.toldAs(told);
    }
}
