package dev.mooring.sync.okhttp.eventlog;

import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The five fields that the server keeps.
 *
 * @param sequence 1-based, without gaps
 * @param timestamp any text
 * @param type any text
 * @param schemaVersion the writer's own
 * @param payload any text
 * @param unreadable what is wrong with the others, where the sequence alone can be trusted; null for a good one
 */
record Event(
        long sequence,
        String timestamp,
        String type,
        long schemaVersion,
        String payload,
        @Nullable String unreadable) {
    private static final int FINGERPRINT_BYTES = 8;

    Event(long sequence, String timestamp, String type, long schemaVersion, String payload) {
        this(sequence, timestamp, type, schemaVersion, payload, null);
    }

    /** The same for the same four fields, wherever they stand in the log. Each part is delimited by its length. */
    String content() {
        return timestamp.length() + ":" + timestamp + type.length() + ":" + type + schemaVersion + ":" + payload;
    }

    /** Short, for the cursor: tells one history from another, not one forger from another. */
    String fingerprint() {
        return hash().substring(0, FINGERPRINT_BYTES).hex();
    }

    private okio.ByteString hash() {
        Buffer buffer = new Buffer();
        for (String part : new String[] {timestamp, type, payload}) {
            buffer.writeInt(part.length()).writeUtf8(part);
        }
        return buffer.writeLong(schemaVersion).sha256();
    }
}
