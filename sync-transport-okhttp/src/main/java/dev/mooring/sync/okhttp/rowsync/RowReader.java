package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Confirmed;
import java.io.IOException;
import java.time.Instant;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of an answer, one at a time. Fields may stand in any order; unknown ones are skipped. A row's data stays the
 * text that it is; the {@code rowId} is not looked at, as the key comes from the data (protocol §1.3).
 */
final class RowReader {
    /** The kind of a change that is no tombstone: the server keeps no kinds. */
    static final String PUT = "put";

    /** A row is taken out of the body as a whole. */
    private static final long MAX_ROW_BYTES = 16 << 20;

    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("table", "data", "deleted", "lastModifiedAt");
    private static final int NEEDED = 0b0111;

    private final JsonReader json;
    private final Tables tables;

    RowReader(JsonReader json, Tables tables) {
        this.json = json;
        this.tables = tables;
    }

    /** The next row; null if it is of a table that nobody asked for. */
    @Nullable
    Incoming next() throws IOException {
        String name = "";
        String data = "";
        String at = "";
        boolean deleted = false;
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> name = Exactly.text(json);
                case 1 -> data = object();
                case 2 -> deleted = json.nextBoolean();
                default -> at = stamp();
            }
        }
        if ((members.seen() & NEEDED) != NEEDED) {
            throw new JsonDataException("a row has no table, no data or no deleted before " + json.getPath());
        }
        RowTable table = tables.get(name);
        return table == null ? null : incoming(table, data, deleted, at);
    }

    private String object() throws IOException {
        if (json.peek() != Token.BEGIN_OBJECT) {
            throw new JsonDataException("expected a row but found a " + json.peek() + " at " + json.getPath());
        }
        BufferedSource source = json.nextSource();
        if (source.request(MAX_ROW_BYTES + 1)) {
            throw new JsonDataException("a row has more than " + MAX_ROW_BYTES + " bytes");
        }
        return source.readUtf8();
    }

    private String stamp() throws IOException {
        if (json.peek() == Token.NULL) {
            json.skipValue();
            return "";
        }
        return Exactly.text(json);
    }

    private static Incoming incoming(RowTable table, String data, boolean deleted, String at) {
        RowText row = RowText.of(data);
        String flag = table.deletedColumn();
        boolean gone = deleted || (flag != null && row.isSet(flag));
        Change change = new Change(
                Change.NO_POSITION,
                table.name(),
                RowKey.of(table, row),
                gone ? Mutation.DELETE : PUT,
                data,
                gone,
                0,
                at,
                "");
        return new Incoming(change, gone ? Confirmed.GONE : Fingerprint.of(table, row), editedAt(table, row));
    }

    /**
     * When the row was edited; null where the app keeps no such column. When it was sent is no substitute: that is another time
     * than the one by which this device knows its own rows, and two devices whose clocks are wrong would each take the other's row
     * for the older one for ever.
     */
    static @Nullable Instant editedAt(RowTable table, RowText row) {
        String column = table.editedColumn();
        String text = column == null ? null : row.scalar(column);
        return text == null ? null : Stamps.parse(text);
    }
}
