package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.internal.json.JsonCursor;
import dev.mooring.sync.okhttp.json.RawJson;
import dev.mooring.sync.okhttp.json.ValueText;
import java.io.IOException;
import okio.BufferedSource;

/**
 * Reads one operation. Fields may stand in any order; unknown ones are skipped; a field that is missing, empty or of another type
 * makes the operation an unreadable one, as long as its sequence can be read. An operation without that, or with a field that
 * is twice there, is a {@link JsonDataException}, and so is what is no JSON.
 */
final class OpReader {
    private static final String[] NAMES = {"serverSeq", "scope", "resourceId", "actor", "clock", "payload"};
    private static final int ALL = (1 << NAMES.length) - 1;

    private OpReader() {}

    static Op next(JsonReader json, BufferedSource source, long mostBytes) throws IOException {
        String inside = RawJson.object(json, source, mostBytes);
        JsonCursor members = ValueText.of(inside);
        long sequence = 0;
        String scope = "";
        String resource = "";
        String actor = "";
        long clock = 0;
        String payload = "";
        int seen = 0;
        String wrong = null;
        while (!members.ended()) {
            int field = field(ValueText.name(members));
            if (field < 0) {
                ValueText.skip(members);
                continue;
            }
            if ((seen & 1 << field) != 0) {
                throw new JsonDataException(NAMES[field] + " is there twice at " + json.getPath());
            }
            seen |= 1 << field;
            if (field == 0) {
                sequence = ValueText.integer(members);
                continue;
            }
            int from = members.at();
            try {
                switch (field) {
                    case 1 -> scope = ValueText.filled(members);
                    case 2 -> resource = ValueText.filled(members);
                    case 3 -> actor = ValueText.filled(members);
                    case 4 -> clock = ValueText.integer(members);
                    default -> payload = ValueText.raw(members, inside);
                }
            } catch (JsonDataException e) {
                members.moveTo(from);
                ValueText.skip(members); // What is no JSON ends the exchange here.
                wrong = NAMES[field] + " is not what it can be";
            }
        }
        if ((seen & 1) == 0) {
            throw new JsonDataException(NAMES[0] + " is missing at " + json.getPath());
        }
        if (seen != ALL) {
            wrong = NAMES[Integer.numberOfTrailingZeros(~seen)] + " is missing";
        }
        return new Op(sequence, scope, resource, new Stamp(actor, clock), payload, wrong);
    }

    private static int field(String name) {
        for (int i = 0; i < NAMES.length; i++) {
            if (NAMES[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
