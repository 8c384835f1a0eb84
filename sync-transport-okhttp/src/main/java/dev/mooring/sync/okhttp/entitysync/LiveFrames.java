package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.entitysync.LiveFrame.Kind;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.TakenValue;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of the socket's server. A known type has to have what it is about, in the right form; its rows are read one by one.
 * Other types and fields are passed over.
 */
final class LiveFrames {
    private static final JsonReader.Options FIELDS = JsonReader.Options.of(
            "type",
            "timestamp",
            "seq",
            "lastSeq",
            "message",
            "error",
            "entryId",
            "scoreId",
            "entry",
            "entries",
            "piece",
            "pieces");
    private static final Map<String, Kind> TYPES = types();
    private static final int MOST_CHARS = 300;
    /** A message is in memory already, so a row of it is never too large. */
    private static final long ANY_SIZE = Integer.MAX_VALUE;

    private final JsonReader json;
    private final Buffer text;
    private String type = "";
    private String words = "";
    private @Nullable String entry;
    private @Nullable String score;
    private @Nullable Instant at;
    private long seq = -1;
    private long lastSeq = -1;
    private @Nullable TakenValue one;
    private @Nullable TakenValue piece;
    private @Nullable List<TakenValue> entries;
    private @Nullable List<TakenValue> pieces;

    private LiveFrames(Buffer text) {
        this.text = text;
        this.json = JsonReader.of(text);
    }

    private static Map<String, Kind> types() {
        Map<String, Kind> types = new HashMap<>();
        types.put("WELCOME", Kind.WELCOME);
        types.put("PONG", Kind.PONG);
        types.put("SYNC_RESPONSE", Kind.RESPONSE);
        types.put("ERROR", Kind.ERROR);
        types.put("ENTRY_CREATED", Kind.ENTRY);
        types.put("ENTRY_UPDATED", Kind.ENTRY);
        types.put("ENTRY_DELETED", Kind.ENTRY_GONE);
        types.put("BULK_SYNC", Kind.ENTRIES);
        types.put("PIECE_ADDED", Kind.PIECE);
        types.put("PIECE_UPDATED", Kind.PIECE);
        types.put("PIECE_REMOVED", Kind.PIECE_GONE);
        types.put("PIECE_DISSOCIATED", Kind.PIECE_GONE);
        types.put("REPERTOIRE_BULK_SYNC", Kind.PIECES);
        types.put("PLAN_CREATED", Kind.PLAN);
        types.put("PLAN_UPDATED", Kind.PLAN);
        types.put("PLAN_OCCURRENCE_COMPLETED", Kind.PLAN);
        return types;
    }

    /**
     * Reads one.
     *
     * @param message as it came
     * @return what it says
     * @throws IOException if it is no JSON
     * @throws JsonDataException if it is no message of this dialect
     */
    static LiveFrame read(String message) throws IOException {
        return new LiveFrames(new Buffer().writeUtf8(message)).read();
    }

    private LiveFrame read() throws IOException {
        ByName members = new ByName(json, FIELDS, text);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> type = Exactly.text(json);
                case 1 -> at = Times.of(Exactly.tokenOrNone(json, MOST_CHARS));
                case 2 -> seq = sequence();
                case 3 -> lastSeq = sequence();
                case 4, 5 -> words = words();
                case 6 -> entry = Exactly.text(json);
                case 7 -> score = Exactly.text(json);
                case 8 -> one = TakenValue.next(json, ANY_SIZE);
                case 9 -> entries = list();
                case 10 -> piece = TakenValue.next(json, ANY_SIZE);
                default -> pieces = list();
            }
        }
        Garbage.requireEnd(json);
        if (type.isEmpty()) {
            throw new JsonDataException("a message has no type");
        }
        return frame(TYPES.getOrDefault(type, Kind.OTHER));
    }

    private LiveFrame frame(Kind kind) throws IOException {
        return switch (kind) {
            case ENTRY -> with(kind, "", Collections.singletonList(row(EntityCollection.ENTRY, there(one, "entry"))));
            case PIECE -> with(kind, "", Collections.singletonList(row(EntityCollection.PIECE, there(piece, "piece"))));
            case ENTRIES -> with(kind, "", rows(EntityCollection.ENTRY, there(entries, "entries")));
            case PIECES -> with(kind, "", rows(EntityCollection.PIECE, there(pieces, "pieces")));
            case ENTRY_GONE -> with(kind, there(entry, "entryId"), Collections.emptyList());
            case PIECE_GONE -> with(kind, there(score, "scoreId"), Collections.emptyList());
            default -> with(kind, "", Collections.emptyList());
        };
    }

    private LiveFrame with(Kind kind, String key, List<EntityRow> rows) {
        return new LiveFrame(kind, words, key, rows, seq, lastSeq, at);
    }

    private <T> T there(@Nullable T part, String name) {
        if (part == null) {
            throw new JsonDataException("a message of type " + type + " has no " + name);
        }
        return part;
    }

    private static List<EntityRow> rows(EntityCollection type, List<TakenValue> values) throws IOException {
        List<EntityRow> rows = new ArrayList<>(values.size());
        for (TakenValue value : values) {
            rows.add(row(type, value));
        }
        return rows;
    }

    private static EntityRow row(EntityCollection type, TakenValue value) throws IOException {
        return EntityRow.of(type, value, ANY_SIZE);
    }

    private List<TakenValue> list() throws IOException {
        List<TakenValue> values = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            values.add(TakenValue.next(json, ANY_SIZE));
        }
        json.endArray();
        return values;
    }

    private long sequence() throws IOException {
        long number = Exactly.integer(json);
        if (number < 0) {
            throw new JsonDataException("a sequence is negative at " + json.getPath());
        }
        return number;
    }

    private String words() throws IOException {
        String said = Exactly.text(json);
        return said.length() <= MOST_CHARS ? said : said.substring(0, MOST_CHARS) + "…";
    }
}
