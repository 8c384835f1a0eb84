package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;

/** Goes through an object by the names that are known, in whatever order they come: others are passed over, none comes twice. */
public final class ByName {
    private final JsonReader json;
    private final JsonReader.Options names;
    private int seen;

    /**
     * Begins an object.
     *
     * @param json at the object
     * @param names at most 31
     * @throws IOException of the body
     */
    public ByName(JsonReader json, JsonReader.Options names) throws IOException {
        this.json = json;
        this.names = names;
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
            json.skipValue();
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
