package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a socket or a stream said.
 *
 * @param name of the event; empty for a frame of a socket
 * @param id of the event; empty for none
 * @param text of a text frame, an event's data, or why it ended
 * @param bytes of a binary frame
 * @param isEnd whether nothing follows
 */
record Frame(String name, String id, String text, @Nullable ByteString bytes, boolean isEnd) {
    static Frame text(String text) {
        return new Frame("", "", text, null, false);
    }

    static Frame binary(ByteString bytes) {
        return new Frame("", "", "", bytes, false);
    }

    static Frame event(String name, String id, String data) {
        return new Frame(name, id, data, null, false);
    }

    static Frame end(String why) {
        return new Frame("", "", why, null, true);
    }

    /** What it holds, if that is an object of JSON; empty otherwise. */
    Map<?, ?> object() {
        try {
            return !isEnd && bytes == null && Json.read(text) instanceof Map<?, ?> map ? map : Map.of();
        } catch (IOException e) {
            return Map.of();
        }
    }
}
