package dev.mooring.sync.okhttp.eventlog;

import okio.Buffer;

/**
 * The five fields that the server keeps.
 *
 * @param sequence 1-based, without gaps
 * @param timestamp any text
 * @param type any text
 * @param schemaVersion the writer's own
 * @param payload any text
 */
record Event(long sequence, String timestamp, String type, long schemaVersion, String payload) {
    private static final int FINGERPRINT_BYTES = 8;

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
