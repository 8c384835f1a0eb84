package dev.mooring.sync.okhttp.oplog;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.RawJson;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is no 200.
 *
 * <p>Its words are the {@code error} of its body, or the first line where that is plain text. Best effort: a body that is cut,
 * large or neither just has no words, and then the status alone says what is meant.
 */
final class OpRefusal {
    private static final long MOST_BYTES = 64 << 10;
    private static final int MOST_CHARS = 500;
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("error");

    private OpRefusal() {}

    /** What is known of the mutations by it, if anything. */
    static Answer answer(String attempted, Ask ask, WireResponse response) {
        String words = words(response.body());
        int status = response.status();
        if (ask instanceof Ask.Push push && blames(status, words)) {
            List<Outcome> outcomes = blamed(push, words);
            if (outcomes != null) {
                return new Answer.Settled(outcomes, new Page(push.cursor(), false), null);
            }
            throw answered(Kind.INVALID, attempted, status, words, "the batch is taken apart to find which one it is");
        }
        if (status == 403 && ask instanceof Ask.Push) {
            throw answered(
                    Kind.AUTH,
                    attempted,
                    status,
                    words,
                    "the server takes a POST only with an Origin header that names its own host");
        }
        TransportException failure = response.failure(attempted, words);
        throw failure != null ? failure : Garbage.of(attempted, "status " + status, null);
    }

    /**
     * Whether the words are about an operation (§1.2, §1.4). A missing field or an unknown one of the request as a whole is
     * about the server's version, and no operation's fault.
     */
    private static boolean blames(int status, String words) {
        return status == 500
                ? words.startsWith("invalid op metadata")
                : status == 400 && (words.contains(" Op.ops.") || words.equals("exceeded max depth"));
    }

    /** The one that the server names is refused, its neighbours were rolled back with it; null if it names none of these. */
    private static @Nullable List<Outcome> blamed(Ask.Push push, String words) {
        List<Outcome> outcomes = new ArrayList<>();
        boolean found = false;
        for (Mutation mutation : push.mutations()) {
            Stamp stamp = Stamp.of(mutation);
            boolean named = words.endsWith("actor=\"" + stamp.actor() + "\" clock=" + stamp.clock());
            found |= named;
            outcomes.add(
                    named
                            ? new Outcome.Rejected(mutation.id(), words)
                            : new Outcome.Deferred(mutation.id(), "rolled back with a neighbour that was refused"));
        }
        return found ? outcomes : null;
    }

    private static TransportException answered(Kind kind, String attempted, int status, String words, String next) {
        String said = words.isEmpty() ? "" : ": " + words;
        return new TransportException(
                kind, Delivery.ANSWERED, null, attempted + " was answered " + status + said + "; " + next, null);
    }

    private static String words(BufferedSource body) {
        Buffer head = body.getBuffer();
        try {
            body.request(MOST_BYTES);
        } catch (IOException e) {
            return words(head); // What came until then may hold the words.
        }
        return words(head);
    }

    private static String words(Buffer head) {
        boolean json = head.size() > 0 && head.getByte(0) == '{';
        try {
            return json ? shortened(error(head.clone())) : line(head);
        } catch (IOException | JsonDataException e) {
            return "";
        }
    }

    private static String error(Buffer body) throws IOException {
        JsonReader json = JsonReader.of(body);
        json.beginObject();
        while (json.hasNext()) {
            if (json.selectName(FIELDS) == 0 && json.peek() == Token.STRING) {
                return json.nextString();
            }
            json.skipName();
            RawJson.skip(json, body);
        }
        return "";
    }

    /** Pages of other programs begin with a bracket and say nothing in their first line. */
    private static String line(Buffer head) throws IOException {
        String text = head.clone().readUtf8(Math.min(head.size(), MOST_CHARS)).trim();
        int end = text.indexOf('\n');
        return text.startsWith("<") ? "" : end < 0 ? text : text.substring(0, end);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }
}
