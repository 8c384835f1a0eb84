package dev.mooring.benchmarks;

import com.squareup.moshi.JsonReader;
import java.sql.SQLException;

/** Takes the rows that a baseline has decoded. */
interface RowSink {
    void add(String id, String body) throws SQLException;

    /** Adds the elements of an array, whole, under the ids in them; returns how many there were. */
    default int addAll(JsonReader json) throws Exception {
        int added = 0;
        json.beginArray();
        for (; json.hasNext(); added++) {
            String body = json.nextSource().readUtf8();
            add(Notes.id(body), body);
        }
        json.endArray();
        return added;
    }
}
