package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.util.Collections;

/** Decodes {@code /do/status}: does the log still hold what we have seen, and all of what it says it holds? */
final class EventStatusDecoder {
    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("event_count", "latest_sequence", "compacted_to");

    private EventStatusDecoder() {}

    static Answer decode(String attempted, Ask.Check ask, WireResponse response) throws IOException {
        long[] counters = Garbage.typed(attempted, () -> read(JsonReader.of(response.body())));
        long count = counters[0];
        long latest = counters[1];
        long here = LogCursor.of(ask.cursor()).sequence();
        if (latest < here) {
            return new Answer.Incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server's log ends at sequence " + latest + ", this client is at " + here
                            + ": the server lost data, or this is another log");
        }
        boolean dropped = counters[2] > 0 && count < latest;
        if (count != latest && !dropped) {
            return new Answer.Incompatible(
                    Mismatch.OTHER_HISTORY,
                    "the server's log has a hole: " + count + " events, but the last is number " + latest);
        }
        if (latest > here) {
            return new Answer.Diverged(
                    new Page(ask.cursor(), true).expecting(latest - here),
                    "the server's log is at sequence " + latest + ", this client at " + here);
        }
        return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), false), null);
    }

    private static long[] read(JsonReader json) throws IOException {
        long[] counters = {-1, -1, -1};
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(FIELDS);
            if (field < 0) {
                json.skipName();
                json.skipValue();
            } else if (counters[field] >= 0) {
                throw new JsonDataException("a counter is there twice at " + json.getPath());
            } else {
                counters[field] = Exactly.integer(json);
                if (counters[field] < 0 || counters[field] > LogCursor.MAX_SEQUENCE + 1) {
                    throw new JsonDataException("a counter is out of range at " + json.getPath());
                }
            }
        }
        json.endObject();
        if (counters[0] < 0 || counters[1] < 0) {
            throw new JsonDataException("a counter is missing");
        }
        Garbage.requireEnd(json);
        return counters;
    }
}
