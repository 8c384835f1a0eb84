package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.Message;
import dev.mooring.sync.testing.changeset.PackedKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** One throw-away database of a changeset server, with a table {@code todo} of the columns {@code id}, {@code title} and {@code done}. */
final class ChangesetRoom {
    static final String TITLE = "title";
    static final String DONE = "done";
    private static final int ATTEMPTS = 40;
    /** So many of them follow each other without a pause. */
    private static final int AT_ONCE = 10;

    final String name;
    final Bytes site;
    final String schemaName;
    final long schemaVersion;
    private final Stage stage;
    private volatile boolean written;

    /** Has it made, by asking for what it is. */
    ChangesetRoom(Stage stage) {
        this.stage = stage;
        this.name = stage.user();
        Got meta = meta();
        String id = String.valueOf(meta.get("siteId"));
        if (meta.status != 200 || !id.matches("[0-9a-f]{32}")) {
            throw Ending.unclear("GET " + name + "/meta was answered " + meta.status
                    + "; without it nobody knows the schema that has to be announced");
        }
        site = Bytes.ofHex(id);
        schemaName = String.valueOf(meta.get("schemaName"));
        schemaVersion = Long.parseLong(String.valueOf(meta.get("schemaVersion")));
    }

    Got meta() {
        return http("GET", "/meta", null);
    }

    Got http(String method, String path, @Nullable String body) {
        return stage.wire.exchange(method, name + path, stage.headers(name), body);
    }

    // ---- cells

    static Bytes key(String id) {
        return PackedKey.write(List.of(id));
    }

    /** A cell of a row that lives for the first time. */
    static Cell cell(String id, String column, @Nullable Object value, long colVersion, long version) {
        return new Cell("todo", key(id), column, value, colVersion, version, 1, 0);
    }

    /** A new row, in one transaction. */
    static List<Cell> row(String id, String title, long done, long version) {
        return List.of(
                new Cell("todo", key(id), TITLE, title, 1, version, 1, 0),
                new Cell("todo", key(id), DONE, done, 1, version, 1, 1));
    }

    /** The row's deletion after its first life. */
    static Cell deletion(String id, long version) {
        return new Cell("todo", key(id), Cell.ROW, null, 2, version, 2, 0);
    }

    /** Which cell it is: the row's id and the column. */
    static String place(Cell cell) {
        return PackedKey.read(cell.key()).get(0) + "." + cell.column();
    }

    // ---- clients

    static Bytes newSite() {
        UUID id = UUID.randomUUID();
        return Bytes.of(new Buffer()
                .writeLong(id.getMostSignificantBits())
                .writeLong(id.getLeastSignificantBits())
                .readByteArray());
    }

    /** A socket for this room, or another one, that has said nothing yet. */
    ChangesetLine line(String room, Bytes as) throws InterruptedException {
        String token = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(("room=" + room).getBytes(StandardCharsets.ISO_8859_1));
        return line("sync", token, as, true);
    }

    ChangesetLine line(String path, String token, Bytes as, boolean opened) throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>(stage.headers(name));
        if (!token.isEmpty()) {
            headers.put("Sec-WebSocket-Protocol", token);
        }
        WireSocket socket = stage.wire.socket(path, headers, ChangesetLine::words);
        return new ChangesetLine(stage.wire, opened ? socket.opened() : socket, as);
    }

    Message.Announce announce(Bytes as, List<Message.Seen> seen) {
        return new Message.Announce(as, seen, schemaName, schemaVersion);
    }

    /** A client that streams; {@code UNCLEAR} if the server does not let it. */
    ChangesetLine connect(Bytes as, List<Message.Seen> seen) throws InterruptedException {
        ChangesetLine line = line(name, as);
        line.announce(announce(as, seen));
        if (line.start == null) {
            throw Ending.unclear("a good client was not asked for its changes");
        }
        return line;
    }

    /** A client that nobody has seen before, and that has seen nothing. */
    ChangesetLine join() throws InterruptedException {
        return connect(newSite(), List.of());
    }

    /** How far the server says it has followed a client, in a handshake. */
    long held(Bytes of) throws InterruptedException {
        ChangesetLine line = connect(of, List.of());
        line.close();
        return line.held();
    }

    /** Sends one transaction that has to be taken before anything can be tried. */
    void given(ChangesetLine line, List<Cell> cells) throws InterruptedException {
        long version = cells.get(cells.size() - 1).dbVersion();
        written = true;
        if (line.isStatusless()) {
            line.write(cells);
            for (int i = 0; held(line.site) < version; i++) {
                if (i == ATTEMPTS) {
                    throw Ending.unclear("good changes were not applied; is there a table todo (id, title, done)?");
                }
                if (i >= AT_ONCE) {
                    line.next(line.quiet()); // The server is slow; what it says meanwhile is kept.
                }
            }
            return;
        }
        Message answer = line.pushGood(cells);
        boolean taken = answer instanceof Message.Status status
                && status.ok()
                && status.ack() != null
                && status.ack() == version;
        if (!taken) {
            throw Ending.unclear("good changes were answered " + answer + "; is there a table todo (id, title, done)?");
        }
    }

    /** Writes a transaction of a new client. */
    void given(List<Cell> cells) throws InterruptedException {
        ChangesetLine line = join();
        given(line, cells);
        line.close();
    }

    /** All cells that the server tells somebody who knows nothing, in its order. */
    List<Cell> cells() throws InterruptedException {
        ChangesetLine line = join();
        line.fence(written);
        line.close();
        return new ArrayList<>(line.told());
    }

    /** The same by {@link #place}. */
    Map<String, Cell> state() throws InterruptedException {
        Map<String, Cell> state = new LinkedHashMap<>();
        cells().forEach(cell -> state.put(place(cell), cell));
        return state;
    }

    /** The value of a cell; null if it is not there. */
    static @Nullable Object value(Map<String, Cell> state, String place) {
        Cell cell = state.get(place);
        return cell == null ? null : cell.value();
    }
}
