package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonReader;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;

/**
 * Passes over what is inside an object or an array, or takes it as text, by counting its brackets. The JSON reader looks at
 * every space of it, and at no more than 255 levels.
 *
 * <p>The reader stands behind the opening bracket before, and in front of the closing one after it: it keeps no characters
 * of its own, so its source may be read beside it there.
 */
public final class RawJson {
    private final BufferedSource source;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    private RawJson(BufferedSource source) {
        this.source = source;
    }

    /**
     * Takes the next object, without the spaces between its parts. They count for nothing, and are never in memory as a
     * whole.
     *
     * @param json at the object
     * @param source that the reader reads
     * @param mostBytes how large it may be without its spaces
     * @return what stands between its brackets, not yet known to be JSON
     * @throws IOException of the body
     * @throws TooLarge if it is larger
     */
    public static String object(JsonReader json, BufferedSource source, long mostBytes) throws IOException {
        json.beginObject();
        Unspaced inside = new Unspaced(mostBytes);
        while (!take(inside, source.getBuffer())) {
            if (!source.request(1)) {
                throw new EOFException("the body ends inside a value");
            }
        }
        json.endObject();
        return inside.text();
    }

    /** Takes what waits out of the buffer, up to the closing bracket; false if that has not come yet. */
    private static boolean take(Unspaced inside, Buffer waiting) throws IOException {
        long taken = 0;
        boolean closed = false;
        try (Buffer.UnsafeCursor bytes = waiting.readUnsafe()) {
            while (!closed && bytes.next() >= 0) {
                int end = inside.take(bytes.data, bytes.start, bytes.end);
                closed = end >= 0;
                taken += (closed ? end : bytes.end) - bytes.start;
            }
        }
        waiting.skip(taken);
        return closed;
    }

    /**
     * Passes over the next value, whatever it is and however large or deep. What is in it need not be JSON.
     *
     * @param json at the value
     * @param source that the reader reads
     * @throws IOException of the body
     */
    public static void skip(JsonReader json, BufferedSource source) throws IOException {
        JsonReader.Token token = json.peek();
        if (token == JsonReader.Token.BEGIN_ARRAY) {
            json.beginArray();
            new RawJson(source).pass();
            json.endArray();
        } else if (token == JsonReader.Token.BEGIN_OBJECT) {
            json.beginObject();
            new RawJson(source).pass();
            json.endObject();
        } else {
            json.skipValue();
        }
    }

    private void pass() throws IOException {
        while (true) {
            long end = find();
            source.skip(end < 0 ? source.getBuffer().size() : end);
            if (end >= 0) {
                return;
            }
            if (!source.request(1)) {
                throw new EOFException("the body ends inside a value");
            }
        }
    }

    /** Where the closing bracket is among the bytes that wait; -1 if it is not there yet. */
    private long find() throws IOException {
        try (Buffer.UnsafeCursor bytes = source.getBuffer().readUnsafe()) {
            while (bytes.next() >= 0) {
                int index = scan(bytes.data, bytes.start, bytes.end);
                if (index >= 0) {
                    return bytes.offset + index - bytes.start;
                }
            }
            return -1;
        }
    }

    private int scan(byte[] data, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = data[i];
            if (quoted) {
                if (escaped) {
                    escaped = false;
                } else if (b == '\\') {
                    escaped = true;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && depth-- == 0) {
                return i;
            }
        }
        return -1;
    }
}
