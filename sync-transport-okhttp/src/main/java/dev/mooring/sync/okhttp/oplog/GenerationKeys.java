package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.json.Exactly;
import java.io.IOException;

/** Generation keys in answers. */
final class GenerationKeys {
    /** Clients choose them; a random one has 36. */
    private static final int MOST_CHARS = 4_096;

    private GenerationKeys() {}

    /** Any key but an empty one, with which nothing could be asked. */
    static String read(JsonReader json) throws IOException {
        String key = Exactly.token(json, MOST_CHARS);
        if (key.isEmpty()) {
            throw new JsonDataException("an empty generation key");
        }
        return key;
    }

    /** A 200 repeats the key that was asked under. */
    static void require(String asked, String answered) {
        if (!answered.equals(asked)) {
            throw new JsonDataException("the answer is for generation " + shortened(answered) + ", not for " + asked);
        }
    }

    private static String shortened(String key) {
        return key.length() <= 64 ? key : key.substring(0, 64) + "…";
    }
}
