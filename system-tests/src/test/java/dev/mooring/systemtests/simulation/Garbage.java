package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.http.Reply;
import java.util.Random;
import java.util.stream.Stream;
import okio.ByteString;

/** Spoils answers on the wire, behind what the server has done. */
public final class Garbage {
    private static final String PAGE = "<!DOCTYPE html><html><body>Please sign in</body></html>";
    private final String[] others;
    private String believable = "none";
    private boolean believed;
    private Random random = new Random(0);
    private double rate;

    /** Spoils with what is no answer in any dialect, and with what looks like one. */
    public Garbage(String... almost) {
        others = Stream.concat(Stream.of(PAGE, "", "{}", "[]", "null", "[null]"), Stream.of(almost))
                .toArray(String[]::new);
    }

    /** One of these is an answer after all, of a server that has lost everything. */
    Garbage believable(String text) {
        believable = text;
        return this;
    }

    /** Whether that was told. */
    boolean believed() {
        return believed;
    }

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
        int kind = random.nextInt(others.length + 4);
        if (kind < others.length) {
            believed |= others[kind].equals(believable);
            return ByteString.encodeUtf8(others[kind]);
        }
        return body.size() == 0 ? body : body.substring(0, random.nextInt(body.size()));
    }
}
