package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import okio.Buffer;

/** A row of {@link Todos} as it comes from the server, for the loops that are written by hand. */
record TodoRow(String id, String title, String body, long done, String updatedAt) {
    private static final JsonReader.Options TOP = JsonReader.Options.of("row");
    private static final JsonReader.Options COLUMNS =
            JsonReader.Options.of("id", "title", "body", "done", "updated_at");

    /** Reads it out of the JSON of a change. */
    static TodoRow read(String payload) throws IOException {
        JsonReader json = JsonReader.of(new Buffer().writeUtf8(payload));
        TodoRow row = null;
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(TOP) == 0) {
                row = read(json);
            } else {
                json.skipName();
                json.skipValue();
            }
        }
        json.endObject();
        if (row == null) {
            throw new IOException("a change without a row");
        }
        return row;
    }

    private static TodoRow read(JsonReader json) throws IOException {
        String[] texts = new String[5];
        long done = 0;
        json.beginObject();
        while (json.hasNext()) {
            int column = json.selectName(COLUMNS);
            if (column < 0) {
                json.skipName();
                json.skipValue();
            } else if (column == 3) {
                done = json.nextLong();
            } else {
                texts[column] = json.nextString();
            }
        }
        json.endObject();
        return new TodoRow(texts[0], texts[1], texts[2], done, texts[4]);
    }
}
