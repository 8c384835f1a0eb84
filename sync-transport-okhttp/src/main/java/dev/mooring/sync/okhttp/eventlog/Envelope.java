package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Mutation;
import org.jspecify.annotations.Nullable;

/**
 * What travels inside the payload text beside the app's own payload, since the server keeps nothing else:
 *
 * <pre>{"mooring":{"v":1,"id":"…","device":"…","collection":"…","key":"…","kind":"…"},"data":…}</pre>
 *
 * <p>The app's payload stands in {@code data} exactly as it was given, and is taken out exactly as it stands there.
 */
record Envelope(String id, String device, String collection, String key, String kind, String data) {
    private static final String OPENING = "{\"mooring\":{\"v\":1,\"id\":\"";

    static String wrap(Mutation mutation, String device) {
        StringBuilder text = new StringBuilder(160 + mutation.payload().length());
        text.append(OPENING).append(mutation.id()).append('"');
        member(text, "device", device);
        member(text, "collection", mutation.collection());
        member(text, "key", mutation.key());
        member(text, "kind", mutation.kind());
        return text.append("},\"data\":").append(mutation.payload()).append('}').toString();
    }

    /**
     * Opens a payload.
     *
     * @param payload any text
     * @return what is in it, or null if it is not an envelope of this version: another writer's
     */
    static @Nullable Envelope open(String payload) {
        // Nearly every text that is not an envelope is told by this word; our own need not be searched for it.
        if (!payload.startsWith(OPENING) && payload.indexOf("\"mooring\"") < 0) {
            return null;
        }
        return new EnvelopeScanner(payload).scan();
    }

    private static void member(StringBuilder text, String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
