package dev.mooring.sync.inspector;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.recovery.AsideRow;
import dev.mooring.sync.recovery.Comparison;
import dev.mooring.sync.recovery.ParkedMutation;
import dev.mooring.sync.recovery.Unsettled;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.SyncStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page asks for, as JSON, read from the client as it stands. Texts of others are escaped and cut, so an answer has a
 * bound. Thread-safe.
 */
final class Answers {
    /** Entries on a page. */
    static final int PAGE = 25;

    /** Rows that are set aside are not paged. */
    static final int ASIDE = 200;

    /** How many fields of a mutation are shown. */
    static final int FIELDS = 40;

    private static final int VALUE = 400;
    private static final int PAYLOAD = 4_000;
    private static final int CHUNK = 5;

    private final SyncClient<?> client;
    private final Timeline timeline;
    private final boolean payloads;
    private final boolean buttons;

    Answers(SyncClient<?> client, Timeline timeline, boolean payloads, boolean buttons) {
        this.client = client;
        this.timeline = timeline;
        this.payloads = payloads;
        this.buttons = buttons;
    }

    boolean showsPayloads() {
        return payloads;
    }

    String status() {
        SyncStatus status = client.status();
        return StatusJson.of(status, timeline.running(), payloads, buttons);
    }

    String timeline(long since) {
        JsonWriter json = new JsonWriter().begin('{').name("entries").begin('[');
        for (Timeline.Entry entry : timeline.since(since)) {
            json.begin('{').name("number").raw(Long.toString(entry.number()));
            json.name("at").string(entry.at().toString());
            json.name("what").string(entry.what());
            Timeline.Traffic traffic = entry.traffic();
            if (traffic != null) {
                json.name("sent").raw(Long.toString(traffic.sent()));
                json.name("sentBytes").raw(Long.toString(traffic.sentBytes()));
                json.name("received").raw(Long.toString(traffic.received()));
                json.name("receivedBytes").raw(Long.toString(traffic.receivedBytes()));
                json.name("millis").raw(Long.toString(traffic.millis()));
            }
            json.name("words").string(entry.words());
            json.name("trouble").raw(Boolean.toString(entry.trouble())).end('}');
        }
        return json.end(']').end('}').toString();
    }

    String unsettled(long after, boolean reveal) {
        JsonWriter json = new JsonWriter().begin('{').name("entries").begin('[');
        long last = after;
        int shown = 0;
        List<Unsettled> chunk;
        do {
            chunk = client.inspection().unsettled(last, Math.min(CHUNK, PAGE - shown));
            for (Unsettled entry : chunk) {
                begin(json, entry.mutation(), entry.state(), reveal);
                json.name("number").raw(Long.toString(entry.number())).end('}');
                last = entry.number();
                shown++;
            }
        } while (!chunk.isEmpty() && shown < PAGE);
        boolean more =
                !chunk.isEmpty() && !client.inspection().unsettled(last, 1).isEmpty();
        json.end(']').name("next").raw(more ? Long.toString(last) : "null");
        return json.end('}').toString();
    }

    String parked(MutationState state, long skip, boolean reveal) {
        JsonWriter json = new JsonWriter().begin('{').name("entries").begin('[');
        int shown = 0;
        List<ParkedMutation> chunk;
        do {
            chunk = client.inspection().parked(state, skip + shown, CHUNK);
            for (ParkedMutation parked : chunk) {
                begin(json, parked.mutation(), parked.state(), reveal);
                json.name("reason").string(parked.reason());
                json.name("parkedAt").string(parked.parkedAt().toString()).end('}');
            }
            shown += chunk.size();
        } while (chunk.size() == CHUNK && shown < PAGE);
        long end = skip + shown;
        boolean more =
                shown >= PAGE && !client.inspection().parked(state, end, 1).isEmpty();
        json.end(']').name("next").raw(more ? Long.toString(end) : "null");
        return json.end('}').toString();
    }

    /** Without its end, for what else there is to say of it. */
    private void begin(JsonWriter json, Mutation mutation, MutationState state, boolean reveal) {
        json.begin('{').name("id").string(mutation.id().toString());
        json.name("state").string(Timeline.word(state));
        json.name("collection").string(Shown.name(mutation.collection()));
        json.name("key").string(Shown.name(mutation.key()));
        json.name("kind").string(Shown.name(mutation.kind()));
        json.name("at").string(mutation.createdAt().toString());
        payload(json, mutation.payload(), reveal);
        Comparison compared = client.inspection().compare(mutation);
        if (compared != null) {
            json.name("confirmed").raw(Boolean.toString(compared.confirmed() != null));
            json.name("deletes").raw(Boolean.toString(compared.written() == null));
            differences(json, Differences.of(compared), reveal && payloads);
        }
    }

    private void payload(JsonWriter json, String payload, boolean reveal) {
        json.name("bytes").raw(Long.toString(payload.getBytes(StandardCharsets.UTF_8).length));
        if (reveal && payloads) {
            json.name("payload").string(Shown.text(payload, PAYLOAD));
        }
    }

    private static void differences(JsonWriter json, Differences differences, boolean reveal) {
        List<Differences.Field> fields = differences.fields();
        json.name("same").raw(Integer.toString(differences.same()));
        json.name("more").raw(Integer.toString(Math.max(0, fields.size() - FIELDS)));
        json.name("fields").begin('[');
        for (Differences.Field field : fields.subList(0, Math.min(FIELDS, fields.size()))) {
            json.begin('{').name("name").string(Shown.name(field.name()));
            String change = field.confirmed() == null ? "added" : field.written() == null ? "gone" : "changed";
            json.name("change").string(change);
            if (reveal) {
                json.name("confirmed").raw(value(field.confirmed()));
                json.name("written").raw(value(field.written()));
            }
            json.end('}');
        }
        json.end(']');
    }

    private static String value(@Nullable String text) {
        return text == null
                ? "null"
                : new JsonWriter().string(Shown.text(text, VALUE)).toString();
    }

    String aside() {
        JsonWriter json = new JsonWriter().begin('{').name("entries").begin('[');
        for (AsideRow row : client.inspection().setAside(ASIDE)) {
            json.begin('{').name("collection").string(Shown.name(row.collection()));
            json.name("key").string(Shown.name(row.key()));
            json.name("reason").string(row.reason());
            json.name("waitsFor").string(Shown.name(row.waitsFor()));
            json.name("waitsForKey").string(Shown.name(row.waitsForKey()));
            Instant since = row.since();
            json.name("at")
                    .raw(since == null ? "null" : '"' + since.toString() + '"')
                    .end('}');
        }
        return json.end(']').name("next").raw("null").end('}').toString();
    }

    String log(long after, boolean reveal) {
        JsonWriter json = new JsonWriter().begin('{').name("entries").begin('[');
        long last = after;
        int shown = 0;
        List<Change> chunk;
        do {
            chunk = client.log(last, CHUNK);
            for (Change change : chunk) {
                json.begin('{').name("number").raw(Long.toString(change.position()));
                json.name("collection").string(Shown.name(change.collection()));
                json.name("key").string(Shown.name(change.key()));
                json.name("kind").string(Shown.name(change.kind()));
                json.name("origin").string(Shown.name(change.origin()));
                json.name("stamp").string(Shown.name(change.at()));
                json.name("gone").raw(Boolean.toString(change.tombstone()));
                payload(json, change.payload(), reveal);
                json.end('}');
                last = change.position();
            }
            shown += chunk.size();
        } while (chunk.size() == CHUNK && shown < PAGE);
        boolean more = shown >= PAGE && !client.log(last, 1).isEmpty();
        json.end(']').name("next").raw(more ? Long.toString(last) : "null");
        return json.end('}').toString();
    }

    void exportTo(Path file) {
        client.recovery().exportTo(file);
    }
}
