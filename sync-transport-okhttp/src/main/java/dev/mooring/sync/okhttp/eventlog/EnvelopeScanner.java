package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.internal.json.JsonCursor;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Envelope} in one pass over the text. A general JSON reader would cost a second buffer for every event and
 * could not give {@code data} back as it stands.
 *
 * <p>Takes members in any order and with any space between them, as another program may have written them. Inside {@code
 * data} only strings and brackets are followed: what is in there is the app's business.
 */
final class EnvelopeScanner {
    private final String text;
    private final JsonCursor json;
    private @Nullable String version;
    private @Nullable String id;
    private String device = "";
    private @Nullable String collection;
    private @Nullable String key;
    private @Nullable String kind;
    private @Nullable String data;

    EnvelopeScanner(String text) {
        this.text = text;
        this.json = JsonCursor.withHalves(text, (cursor, expected, found) -> Foreign.TEXT);
    }

    /** Not ours. One for all, without a trace: there may be very many in a log. */
    private static final class Foreign extends RuntimeException {
        private static final long serialVersionUID = 1;
        static final Foreign TEXT = new Foreign();

        private Foreign() {
            super("", null, false, false);
        }
    }

    @Nullable
    Envelope scan() {
        try {
            outer();
            json.end();
        } catch (Foreign e) {
            return null;
        }
        if (!"1".equals(version) || data == null) {
            return null;
        }
        if (id == null || key == null || collection == null || collection.isEmpty() || kind == null || kind.isEmpty()) {
            return null;
        }
        return new Envelope(id, device, collection, key, kind, data);
    }

    private void outer() {
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (name.equals("data") && data == null) {
                int from = json.at();
                json.moveTo(behindData(from));
                data = text.substring(from, json.at());
            } else if (name.equals("mooring") && version == null) {
                inner();
            } else {
                throw Foreign.TEXT; // Ours has these two members and no other.
            }
        }
    }

    private void inner() {
        json.beginObject();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            switch (name) {
                case "v" -> version = json.raw();
                case "id" -> id = json.string();
                case "device" -> device = json.string();
                case "collection" -> collection = json.string();
                case "key" -> key = json.string();
                case "kind" -> kind = json.string();
                default -> json.skip();
            }
        }
    }

    /** Behind a value and the space around it, which is part of what the app gave. */
    private int behindData(int from) {
        int depth = 0;
        boolean blank = true;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(i);
                blank = false;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                if (blank) {
                    break;
                }
                return i;
            } else if (c == '}' || c == ']') {
                depth--;
            }
            blank &= c == ' ' || c == '\t' || c == '\n' || c == '\r';
        }
        throw Foreign.TEXT;
    }

    private int endOfString(int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i;
            }
            i += c == '\\' ? 1 : 0;
        }
        throw Foreign.TEXT;
    }
}
