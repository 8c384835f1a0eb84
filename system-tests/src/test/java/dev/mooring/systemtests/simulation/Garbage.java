package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.http.Reply;
import java.util.Random;
import okio.ByteString;

/** Spoils answers on the wire, behind what the server has done. */
final class Garbage {
    private static final String PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";
    private static final String[] OTHERS = {
        PAGE, "", "{}", "[]", "null", "[null]", "{\"events_accepted\":false}", "[{\"sequence\":\"1\"}]", "\u0000"
    };

    private Random random = new Random(0);
    private double rate;

    void set(Random newRandom, double newRate) {
        random = newRandom;
        rate = newRate;
    }

    /** The body as it arrives, with whatever status it had. */
    ByteString arriving(Reply reply) {
        ByteString body = ByteString.of(reply.body().bytes());
        if (rate == 0 || random.nextDouble() >= rate) {
            return body;
        }
        int kind = random.nextInt(OTHERS.length + 4);
        if (kind < OTHERS.length) {
            return ByteString.encodeUtf8(OTHERS[kind]);
        }
        return body.size() == 0 ? body : body.substring(0, random.nextInt(body.size()));
    }
}
