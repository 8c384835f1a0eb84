package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.okhttp.json.RawJson;
import dev.mooring.sync.okhttp.json.TakenValue;
import dev.mooring.sync.okhttp.json.TooLarge;
import dev.mooring.sync.okhttp.json.ValueText;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of an answer, one at a time. Fields may stand in any order; unknown ones are skipped. A row's data stays the
 * text that it is; the {@code rowId} is not looked at, as the key comes from the data (protocol §1.3), but for a row that cannot be
 * read: that one is set aside, and does not keep the others back.
 */
final class RowReader {
    /** The kind of a change that is no tombstone: the server keeps no kinds. */
    static final String PUT = "put";

    /** So much is kept of a server's name of a row. */
    private static final int MOST_CHARS = 300;

    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("table", "data", "deleted", "lastModifiedAt");
    private static final int NEEDED = 0b0111;
    private static final JsonReader.Options NAMES = JsonReader.Options.of("table", "rowId");

    private final JsonReader json;
    private final BufferedSource body;
    private final RowTables tables;
    private final long mostBytes;
    private final Census census;
    private boolean nameless;
    private boolean keyless;

    /**
     * Begins.
     *
     * @param body what the reader reads
     * @param mostBytes of a row, which is taken out of the body as a whole
     * @param census takes in every row to the letter
     */
    RowReader(JsonReader json, BufferedSource body, RowTables tables, long mostBytes, Census census) {
        this.json = json;
        this.body = body;
        this.tables = tables;
        this.mostBytes = mostBytes;
        this.census = census;
    }

    /** Reads the next row into the digest of its page, and into nothing else. */
    void skim() throws IOException {
        if (json.peek() == Token.BEGIN_OBJECT) {
            census.skim(json.nextSource());
        } else {
            RawJson.skip(json, body);
            census.addUnknown();
        }
    }

    /**
     * The next row, or that it cannot be read, where the answer as such is whole; null if it is of a table that nobody asked for.
     */
    @Nullable
    Incoming next() throws IOException {
        nameless = false;
        keyless = false;
        if (json.peek() != Token.BEGIN_OBJECT) {
            RawJson.skip(json, body);
            census.addUnknown();
            nameless = true;
            return Incoming.unreadable("", "", "an entry of the answer is no row");
        }
        TakenValue taken = TakenValue.next(json, mostBytes);
        Buffer text = taken.text();
        if (!taken.whole()) {
            census.addUnknown();
            return unreadable(text, "the row " + TooLarge.words(mostBytes));
        }
        census.skim(text.clone());
        try {
            return row(JsonReader.of(text.clone()));
        } catch (JsonDataException e) {
            ValueText.require(text.clone().readUtf8());
            Incoming aside = unreadable(text, Garbage.words(e));
            nameless &= !keyless; // It is none that was known by a key.
            return aside;
        }
    }

    /** Whether the last one could not be read, and nothing tells which one it is. */
    boolean isNameless() {
        return nameless;
    }

    private @Nullable Incoming row(JsonReader json) throws IOException {
        String name = "";
        String data = "";
        String at = "";
        boolean deleted = false;
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> name = Exactly.text(json);
                case 1 -> data = object(json);
                case 2 -> deleted = json.nextBoolean();
                default -> at = stamp(json);
            }
        }
        if ((members.seen() & NEEDED) != NEEDED) {
            throw new JsonDataException("a row has no table, no data or no deleted");
        }
        RowTable table = tables.get(name);
        return table == null ? null : incoming(table, data, deleted, at);
    }

    /** By what little can be read of it; null if that says that nobody asked for it. */
    private @Nullable Incoming unreadable(BufferedSource text, String why) {
        String name = "";
        String rowId = "";
        try {
            JsonReader json = JsonReader.of(text);
            json.beginObject();
            while (json.hasNext() && (name.isEmpty() || rowId.isEmpty())) {
                int field = json.selectName(NAMES);
                if (field < 0) {
                    json.skipName();
                    RawJson.skip(json, text);
                } else if (json.peek() != Token.STRING) {
                    RawJson.skip(json, text);
                } else if (field == 0) {
                    name = json.nextString();
                } else {
                    rowId = json.nextString();
                }
            }
        } catch (IOException | JsonDataException e) {
            // What was found is enough.
        }
        RowTable table = tables.get(name);
        if (table == null) {
            nameless = name.isEmpty();
            return nameless ? Incoming.unreadable("", cut(rowId), why) : null;
        }
        String key = key(table, rowId);
        nameless = key == null;
        return Incoming.unreadable(name, key == null ? cut(rowId) : key, why);
    }

    private static String cut(String name) {
        return name.length() > MOST_CHARS ? name.substring(0, MOST_CHARS) : name;
    }

    /** The server's name of a row is its id, or its key as JSON (§1.3); null where that is not what the row goes by here. */
    private static @Nullable String key(RowTable table, String rowId) {
        try {
            if (rowId.startsWith("{")) {
                return RowKey.of(table, RowText.of(rowId));
            }
            boolean isKey = table.identity().equals(Collections.singletonList("id")) && !rowId.isEmpty();
            return isKey ? RowKey.of(table, "id", rowId) : null;
        } catch (JsonDataException e) {
            return null;
        }
    }

    private static String object(JsonReader json) throws IOException {
        if (json.peek() != Token.BEGIN_OBJECT) {
            throw new JsonDataException("expected a row but found a " + json.peek() + " at " + json.getPath());
        }
        return json.nextSource().readUtf8();
    }

    private static String stamp(JsonReader json) throws IOException {
        if (json.peek() == Token.NULL) {
            json.skipValue();
            return "";
        }
        return Exactly.text(json);
    }

    private Incoming incoming(RowTable table, String data, boolean deleted, String at) {
        RowText row = RowText.of(data);
        String flag = table.deletedColumn();
        boolean gone = deleted || (flag != null && row.isSet(flag));
        Change change = new Change(
                Change.NO_POSITION,
                table.name(),
                keyOf(table, row),
                gone ? Mutation.DELETE : PUT,
                data,
                gone,
                0,
                at,
                "");
        return new Incoming(change, gone ? Confirmed.GONE : Fingerprint.of(table, row), editedAt(table, row));
    }

    private String keyOf(RowTable table, RowText row) {
        try {
            return RowKey.of(table, row);
        } catch (JsonDataException e) {
            keyless = true;
            throw e;
        }
    }

    /**
     * When the row was edited; null where the app keeps no such column. When it was sent is no substitute: that is another time
     * than the one by which this device knows its own rows, and two devices whose clocks are wrong would each take the other's row
     * for the older one for ever.
     */
    static @Nullable Instant editedAt(RowTable table, RowText row) {
        String column = table.editedColumn();
        String text = column == null ? null : row.scalar(column);
        return text == null ? null : RowStamps.parse(text);
    }
}
