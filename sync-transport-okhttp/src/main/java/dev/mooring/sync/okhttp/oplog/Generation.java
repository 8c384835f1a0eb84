package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.RawJson;
import java.io.IOException;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What an answer tells of a generation: of {@code /sync/bootstrap} all four fields (§1.3), of a stale key's 409 key and
 * snapshot (§1.6), of a push or a reset key and sequence (§1.4, §1.7). Which ones must be there is the caller's to say.
 *
 * <p>The operations of a bootstrap are passed over: server and snapshot may be of different generations there (§1.11, 3), and
 * the snapshot comes behind them. They are pulled under the key, which the server checks.
 *
 * @param key never empty if it is there
 * @param snapshot text, empty for none
 * @param error the other shape of a 409
 */
record Generation(
        @Nullable String key,
        @Nullable String snapshot,
        boolean hasOps,
        boolean hasSequence,
        @Nullable String error) {
    private static final String[] NAMES = {"datasetGenerationKey", "snapshot", "ops", "serverSeq", "error"};
    private static final JsonReader.Options FIELDS = JsonReader.Options.of(NAMES);

    static Generation read(BufferedSource source) throws IOException {
        JsonReader json = JsonReader.of(source);
        String key = null;
        String snapshot = null;
        String error = null;
        ByName members = new ByName(json, FIELDS, source);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> key = GenerationKeys.read(json);
                case 1 -> snapshot = Exactly.text(json);
                case 2 -> skipArray(json, source);
                case 3 -> Exactly.integer(json);
                default -> error = Exactly.text(json);
            }
        }
        Garbage.requireEnd(json);
        return new Generation(key, snapshot, (members.seen() & 4) != 0, (members.seen() & 8) != 0, error);
    }

    private static void skipArray(JsonReader json, BufferedSource source) throws IOException {
        if (json.peek() != JsonReader.Token.BEGIN_ARRAY) {
            throw new JsonDataException("expected operations but found a " + json.peek());
        }
        RawJson.skip(json, source);
    }
}
