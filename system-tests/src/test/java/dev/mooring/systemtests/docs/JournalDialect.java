package dev.mooring.systemtests.docs;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonEncodingException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import okhttp3.Headers;
import okio.Buffer;
import okio.ByteString;

/** One journal a user: entries with ascending numbers, each taken once by its id. */
// sample: own-dialect
class JournalDialect implements Dialect {
    private static final int SLICE = 200;
    private static final List<String> TEXTS = List.of("id", "list", "item", "did", "note");

    private final String user;

    JournalDialect(String user) {
        this.user = user;
    }

    @Override
    public Capabilities capabilities(String server) {
        return Capabilities.arrival("journal", new ServerIdentity(server, user))
                .resendSafe() // an id that is there already is passed over
                .recognisesOwn() // an entry shows the id it came with
                .keepsLog()
                .batchesOf(200, 1 << 20)
                .build();
    }

    @Override
    public int measure(Mutation mutation) {
        return 100
                + mutation.collection().length()
                + mutation.key().length()
                + 3 * mutation.payload().length();
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    @Override
    public WireRequest encode(Ask ask) {
        if (ask instanceof Ask.Push push) {
            return new WireRequest("POST", "journal", Headers.of("Content-Type", "application/json"), body(push));
        }
        if (ask instanceof Ask.Pull) {
            String path = "journal?after=" + number(ask.cursor());
            return new WireRequest("GET", path, Headers.of("Accept-Encoding", "gzip"), null);
        }
        throw new IllegalArgumentException("a journal is neither checked nor called through");
    }

    private static ByteString body(Ask.Push push) {
        Buffer body = new Buffer();
        try (JsonWriter json = JsonWriter.of(body)) {
            json.beginArray();
            for (Mutation mutation : push.mutations()) {
                json.beginObject();
                json.name("id").value(mutation.id().toString());
                json.name("list").value(mutation.collection());
                json.name("item").value(mutation.key());
                json.name("did").value(mutation.kind());
                json.name("note").value(mutation.payload());
                json.endObject();
            }
            json.endArray();
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // A buffer does not fail.
        }
        return body.readByteString();
    }

    @Override
    public Answer decode(Ask ask, WireResponse response, ChangeSink sink) throws IOException {
        String attempted = ask instanceof Ask.Push ? "POST journal" : "GET journal";
        TransportException refusal = response.failure(attempted, null);
        if (refusal != null) {
            throw refusal;
        }
        try {
            return new Answer.Settled(List.of(), read(ask, JsonReader.of(response.body()), sink), null);
        } catch (JsonDataException | JsonEncodingException | EOFException e) {
            throw new ProtocolException(attempted + " was answered with what is no journal; tried again later", e);
        }
    }

    /** {@code {"entries":[…],"end":9}}, and behind a push the end alone: what is known to be there, the pull will show. */
    private static Page read(Ask ask, JsonReader json, ChangeSink sink) throws IOException {
        boolean whole = ask instanceof Ask.Push;
        long end = -1;
        Cursor at = ask.cursor();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals("end")) {
                end = json.nextLong();
            } else if (name.equals("entries") && !whole) {
                at = entries(at, json, sink);
                whole = true;
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        if (end < 0 || !whole || json.peek() != JsonReader.Token.END_DOCUMENT) {
            throw new JsonDataException("the end is missing, the entries are, or something follows");
        }
        return new Page(at, ask instanceof Ask.Push || number(at) < end);
    }

    private static Cursor entries(Cursor at, JsonReader json, ChangeSink sink) throws IOException {
        Cursor last = at;
        List<Incoming> slice = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            slice.add(entry(json));
            last = new Cursor(Long.toString(slice.get(slice.size() - 1).change().position()));
            if (slice.size() == SLICE) {
                sink.accept(slice, last); // Entries ascend, so behind each of them is a true position.
                slice = new ArrayList<>();
            }
        }
        json.endArray();
        sink.accept(slice, last);
        return last;
    }

    static Incoming entry(JsonReader json) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        long n = -1;
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals("n")) {
                n = json.nextLong();
            } else if (TEXTS.contains(name)) {
                texts.put(name, json.nextString());
            } else {
                json.skipValue();
            }
        }
        json.endObject();
        if (n < 1 || texts.size() < TEXTS.size()) {
            throw new JsonDataException("an entry has no number, or a text of it is missing");
        }
        boolean gone = texts.get("did").equals(Mutation.DELETE);
        Change change = new Change(
                n, texts.get("list"), texts.get("item"), texts.get("did"), texts.get("note"), gone, 1, "", "");
        return new Incoming(change, texts.get("id"));
    }

    static long number(Cursor cursor) {
        return cursor.isStart() ? 0 : Long.parseLong(cursor.token());
    }
}
// end
