package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.json.CompactJson;
import dev.mooring.sync.okhttp.json.Exactly;
import java.io.IOException;

/**
 * Reads one operation. Fields may stand in any order; unknown ones are skipped; a field that is missing, twice there, empty
 * or of another type is a {@link JsonDataException}.
 */
final class OpReader {
    private static final String[] NAMES = {"serverSeq", "scope", "resourceId", "actor", "clock", "payload"};
    private static final JsonReader.Options FIELDS = JsonReader.Options.of(NAMES);
    private static final int ALL = (1 << NAMES.length) - 1;

    private OpReader() {}

    static Op next(JsonReader json) throws IOException {
        long sequence = 0;
        String scope = "";
        String resource = "";
        String actor = "";
        long clock = 0;
        String payload = "";
        int seen = 0;
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(FIELDS);
            if (field < 0) {
                json.skipName();
                CompactJson.skip(json);
                continue;
            }
            if ((seen & 1 << field) != 0) {
                throw new JsonDataException(NAMES[field] + " is there twice at " + json.getPath());
            }
            seen |= 1 << field;
            switch (field) {
                case 0 -> sequence = Exactly.integer(json);
                case 1 -> scope = filled(json);
                case 2 -> resource = filled(json);
                case 3 -> actor = filled(json);
                case 4 -> clock = Exactly.integer(json);
                default -> payload = CompactJson.read(json);
            }
        }
        json.endObject();
        if (seen != ALL) {
            throw new JsonDataException(
                    NAMES[Integer.numberOfTrailingZeros(~seen)] + " is missing at " + json.getPath());
        }
        return new Op(sequence, scope, resource, new Stamp(actor, clock), payload);
    }

    private static String filled(JsonReader json) throws IOException {
        String text = Exactly.text(json);
        if (text.isEmpty()) {
            throw new JsonDataException("an empty string at " + json.getPath());
        }
        return text;
    }
}
