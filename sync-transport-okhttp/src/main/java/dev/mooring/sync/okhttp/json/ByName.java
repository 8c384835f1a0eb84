package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/** Goes through an object by the names that are known, in whatever order they come: others are passed over, none comes twice. */
public final class ByName {
    private final JsonReader json;
    private final JsonReader.Options names;
    private final @Nullable BufferedSource raw;
    private int seen;

    /**
     * Begins an object.
     *
     * @param json at the object
     * @param names at most 31
     * @throws IOException of the body
     */
    public ByName(JsonReader json, JsonReader.Options names) throws IOException {
        this(json, names, null);
    }

    /**
     * Begins an object whose unknown values may be nested deeper than the reader goes.
     *
     * @param json at the object
     * @param names at most 31
     * @param raw what the reader reads from; null for values that it can pass over itself
     * @throws IOException of the body
     */
    public ByName(JsonReader json, JsonReader.Options names, @Nullable BufferedSource raw) throws IOException {
        this.json = json;
        this.names = names;
        this.raw = raw;
        json.beginObject();
    }

    /**
     * Goes on to the next known name; its value is to be read next.
     *
     * @return the index of the name, or -1 at the end of the object, which is read
     * @throws IOException of the body
     * @throws JsonDataException if the name was there before
     */
    public int next() throws IOException {
        while (json.hasNext()) {
            int field = json.selectName(names);
            if (field >= 0) {
                if ((seen & 1 << field) != 0) {
                    throw new JsonDataException("a field is there twice at " + json.getPath());
                }
                seen |= 1 << field;
                return field;
            }
            json.skipName();
            if (raw == null) {
                json.skipValue();
            } else {
                RawJson.skip(json, raw);
            }
        }
        json.endObject();
        return -1;
    }

    /**
     * Which names were there so far.
     *
     * @return a bit for each, by index
     */
    public int seen() {
        return seen;
    }
}
