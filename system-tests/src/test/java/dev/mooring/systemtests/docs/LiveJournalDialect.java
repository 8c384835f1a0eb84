package dev.mooring.systemtests.docs;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The journal of the guide with its live stream: {@code GET journal/live} tells each new entry, and the number of the one before. */
// sample: live-dialect
final class LiveJournalDialect extends JournalDialect implements LiveDialect {
    LiveJournalDialect(String user) {
        super(user);
    }

    @Override
    public Opening opening(HttpUrl base, @Nullable String credential) {
        HttpUrl url = base.newBuilder().addPathSegments("journal/live").build();
        return new Opening(Carrier.EVENTS, url, Headers.EMPTY, true);
    }

    @Override
    public Session session(Output out) {
        return new JournalSession(out);
    }
}

final class JournalSession implements LiveDialect.Session {
    private static final int MOST = 1000;

    private final LiveDialect.Output out;
    private final Map<Long, Incoming> entries = new LinkedHashMap<>(); // by the number of the one before
    private boolean missed;

    JournalSession(LiveDialect.Output out) {
        this.out = out;
    }

    @Override
    public void opened() {
        out.live();
    }

    @Override
    public void received(String type, String text) {
        if (type.equals("entry")) {
            try {
                keep(JsonReader.of(new Buffer().writeUtf8(text)));
            } catch (IOException | JsonDataException notUnderstood) {
                missed = true; // So a pull has to look.
            }
            out.woken(!missed);
        }
    }

    private void keep(JsonReader json) throws IOException {
        long after = -1;
        Incoming entry = null;
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "after" -> after = json.nextLong();
                case "entry" -> entry = JournalDialect.entry(json);
                default -> json.skipValue();
            }
        }
        json.endObject();
        if (after < 0 || entry == null) {
            throw new JsonDataException("the entry is missing, or the number of the one before it");
        }
        entries.put(after, entry);
    }

    @Override
    public boolean isFull() {
        return entries.size() >= MOST;
    }

    @Override
    public Heard heard(Cursor from) {
        List<Incoming> changes = new ArrayList<>();
        Cursor at = from;
        for (Map.Entry<Long, Incoming> each : entries.entrySet()) {
            long number = each.getValue().change().position();
            if (number <= JournalDialect.number(at)) {
                continue; // It is here already.
            } else if (each.getKey() != JournalDialect.number(at)) {
                missed = true; // There is one in between.
                break;
            }
            changes.add(each.getValue());
            at = new Cursor(Long.toString(number));
        }
        Heard heard = new Heard(changes.isEmpty() ? List.of() : List.of(new Slice(changes, at)), new Page(at, missed));
        entries.clear();
        missed = false;
        return heard;
    }

    @Override
    public void taken(boolean all) {}

    @Override
    public void beat() {} // The server sends comments by itself.

    @Override
    public void exchanging(Ask ask) {}

    @Override
    public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {} // Numbers tell what is older.

    @Override
    public boolean carries(String collection) {
        return true;
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        return null; // Writes go over HTTP.
    }
}
// end
