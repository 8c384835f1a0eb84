package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Page;
import java.io.IOException;

/**
 * Asks a server whether it still knows the last push of this device: a push of nothing under that push's key (§1, idempotency). A
 * server that knows the key refuses the other body, and nothing has happened. One that takes it has lost the key, and with it what was
 * pushed under it, if it keeps keys at all: so the same is asked once more, and then has to be a replay. Pushing nothing changes no row.
 */
final class Probe {
    static final String BODY = "{\"changes\":{}}";

    private Probe() {}

    /** Whether a cursor asks so. */
    static boolean isAskedBy(EntityCursor at) {
        return at.kind() == EntityCursor.Kind.PROBE || at.kind() == EntityCursor.Kind.PROBED;
    }

    /** Whether an answer is the server's way to say that the key was used for something else. */
    static boolean isKnown(WireResponse response, EntityErrorWords words) {
        int status = response.status();
        return (status == 500 || status == 409 || status == 422) && words.ofTheServer();
    }

    /** Whether the answer, a 200, shows that the server has lost the push. A replay of nothing is that of an earlier question. */
    static boolean showsLoss(String attempted, WireResponse response) throws IOException {
        Garbage.typed(attempted, () -> {
            JsonReader json = JsonReader.of(response.body());
            json.beginObject();
            while (json.hasNext()) {
                json.skipName();
                json.skipValue();
            }
            json.endObject();
            Garbage.requireEnd(json);
            return Boolean.TRUE;
        });
        return "true".equalsIgnoreCase(response.headers().get("X-Idempotent-Replay"));
    }

    /** Where the asking goes on behind a 200 that shows no loss: once more, or to its end. */
    static Page next(EntityCursor at) {
        boolean first = at.kind() == EntityCursor.Kind.PROBE;
        return first ? new Page(at.probed(), true) : over(at);
    }

    static Page over(EntityCursor at) {
        return new Page(at.listed(at.count()), false);
    }
}
