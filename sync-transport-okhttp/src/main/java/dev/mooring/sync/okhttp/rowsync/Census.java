package dev.mooring.sync.okhttp.rowsync;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The set of keys that a full pull has shown, as a sum: two passes with the same keys have the same sum, in whatever order they
 * came. Pages of the server are cut by offset, and a row that is written between two pages moves others to where nobody
 * looks (protocol §1.9, hole 4), so a full pull of several requests is repeated until two passes agree.
 */
final class Census {
    private static final String NAMELESS = "?";

    private final MessageDigest digest = Fingerprint.sha256();
    private long count;
    private long sum;
    private boolean nameless;

    /** Goes on from a text that {@link #toString} made; empty begins. */
    Census(String text) {
        if (!text.isEmpty()) {
            int dot = text.indexOf('.');
            nameless = text.endsWith(NAMELESS);
            count = Long.parseLong(text.substring(0, Math.max(0, dot)));
            sum = Long.parseUnsignedLong(text.substring(dot + 1, text.length() - (nameless ? 1 : 0)), 16);
        }
    }

    void add(String table, String key) {
        digest.reset();
        digest.update(table.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        count++;
        sum += ByteBuffer.wrap(digest.digest(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** A row came of which nobody can tell which one it is: any that is missing may be this one. */
    void addNameless() {
        nameless = true;
    }

    boolean isNameless() {
        return nameless;
    }

    @Override
    public String toString() {
        return count + "." + Long.toHexString(sum) + (nameless ? NAMELESS : "");
    }
}
