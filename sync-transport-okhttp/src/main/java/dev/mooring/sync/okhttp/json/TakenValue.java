package dev.mooring.sync.okhttp.json;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;

/**
 * A value that was taken out of a body as text, so that what is wrong with it keeps nothing behind it from being read.
 *
 * @param text the value, however deep it is; not known to be JSON
 * @param whole whether it is all of it; else the value is too large, and this is its beginning
 */
public record TakenValue(Buffer text, boolean whole) {
    /** What names a value stands at its beginning, and is not looked for any further in one that is too large. */
    private static final long HEAD_BYTES = 64 << 10;

    /**
     * Takes the next value.
     *
     * @param json at the value
     * @param mostBytes how large it may be; no more is in memory, and the rest is passed over
     * @return it, or its beginning
     * @throws IOException of the body
     */
    public static TakenValue next(JsonReader json, long mostBytes) throws IOException {
        BufferedSource source = json.nextSource();
        Buffer text = new Buffer();
        if (!source.request(mostBytes + 1)) {
            text.writeAll(source);
            return new TakenValue(text, true);
        }
        source.readFully(text, Math.min(HEAD_BYTES, mostBytes));
        source.readAll(Okio.blackhole());
        return new TakenValue(text, false);
    }
}
