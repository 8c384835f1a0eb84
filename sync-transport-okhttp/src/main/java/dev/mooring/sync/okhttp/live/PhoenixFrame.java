package dev.mooring.sync.okhttp.live;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A message of Phoenix's in either of its two forms: an object, or an array and binary heads. Rows are never read, only who they are for.
 *
 * @param joinRef of the join that it belongs to; null if it does not say
 * @param ref of the message that it answers; null if it answers none
 * @param topic of the channel
 * @param event what it says
 * @param payload ready to be read; null where that is bytes, or cannot be read
 */
record PhoenixFrame(
        @Nullable String joinRef,
        @Nullable String ref,
        String topic,
        String event,
        @Nullable JsonReader payload) {
    private static final int PUSH = 0;
    private static final int REPLY = 1;
    private static final int BROADCAST = 2;
    private static final int USER_BROADCAST = 4;

    /** Writes what a message has to say. */
    interface Payload {
        void write(JsonWriter json) throws IOException;
    }

    /** The text of a message, in version 1 or 2. */
    static String write(
            int version, @Nullable String joinRef, String ref, String topic, String event, Payload payload) {
        Buffer text = new Buffer();
        try (JsonWriter json = JsonWriter.of(text)) {
            if (version == 1) {
                json.beginObject().name("topic").value(topic).name("event").value(event);
                payload.write(json.name("payload"));
                json.name("ref").value(ref).name("join_ref").value(joinRef).endObject();
            } else {
                json.beginArray().value(joinRef).value(ref).value(topic).value(event);
                payload.write(json);
                json.endArray();
            }
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.readUtf8();
    }

    /**
     * Reads a text.
     *
     * @throws IOException if it is none of that version
     * @throws JsonDataException the same
     */
    static PhoenixFrame read(int version, String text) throws IOException {
        JsonReader json = JsonReader.of(new Buffer().writeUtf8(text));
        return version == 1 ? object(json) : array(json);
    }

    private static PhoenixFrame array(JsonReader json) throws IOException {
        json.beginArray();
        String joinRef = text(json);
        String ref = text(json);
        String topic = text(json);
        String event = text(json);
        return of(joinRef, ref, topic, event, json);
    }

    private static PhoenixFrame object(JsonReader json) throws IOException {
        String joinRef = null;
        String ref = null;
        String topic = null;
        String event = null;
        JsonReader payload = null;
        json.beginObject();
        try {
            while (json.hasNext()) {
                String name = json.nextName();
                if (name.equals("payload")) {
                    payload = json.peekJson();
                    json.skipValue();
                } else {
                    String value = text(json);
                    switch (name) {
                        case "join_ref" -> joinRef = value;
                        case "ref" -> ref = value;
                        case "topic" -> topic = value;
                        case "event" -> event = value;
                        default -> {
                            // Nothing that counts here.
                        }
                    }
                }
            }
            json.endObject();
        } catch (JsonDataException tooDeep) {
            if (event == null) {
                throw tooDeep;
            }
            return new PhoenixFrame(joinRef, ref, topic == null ? "" : topic, event, null);
        }
        return of(joinRef, ref, topic, event, payload);
    }

    private static PhoenixFrame of(
            @Nullable String joinRef,
            @Nullable String ref,
            @Nullable String topic,
            @Nullable String event,
            @Nullable JsonReader payload) {
        if (topic == null || event == null) {
            throw new JsonDataException("a message without topic or event");
        }
        return new PhoenixFrame(joinRef, ref, topic, event, payload);
    }

    /** A text; null for everything else, which is passed over. */
    static @Nullable String text(JsonReader json) throws IOException {
        if (json.peek() == JsonReader.Token.STRING) {
            return json.nextString();
        }
        json.skipValue();
        return null;
    }

    /**
     * Reads the head of a binary message of version 2.
     *
     * @throws JsonDataException if it has none
     */
    static PhoenixFrame read(ByteString bytes) {
        int kind = at(bytes, 0);
        return switch (kind) {
            case PUSH -> head(bytes, 4, at(bytes, 1), at(bytes, 2), at(bytes, 3));
            case REPLY -> head(bytes, 5, at(bytes, 1) + at(bytes, 2), at(bytes, 3), 0);
            case BROADCAST -> head(bytes, 3, 0, at(bytes, 1), at(bytes, 2));
            case USER_BROADCAST -> head(bytes, 5, 0, at(bytes, 1), at(bytes, 2));
            default -> throw new JsonDataException("a binary message of an unknown kind, " + kind);
        };
    }

    /** The sizes stand before the texts: what is passed over, the topic, the event. */
    private static PhoenixFrame head(ByteString bytes, int sizes, int before, int topic, int event) {
        int from = sizes + before;
        if (bytes.size() < from + topic + event) {
            throw new JsonDataException("a binary message that is cut");
        }
        String name = bytes.substring(from, from + topic).utf8();
        String said = bytes.substring(from + topic, from + topic + event).utf8();
        return new PhoenixFrame(null, null, name, said, null);
    }

    private static int at(ByteString bytes, int index) {
        if (index >= bytes.size()) {
            throw new JsonDataException("a binary message that is cut");
        }
        return bytes.getByte(index) & 0xff;
    }
}
