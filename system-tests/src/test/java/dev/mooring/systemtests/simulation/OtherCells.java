package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Codec;
import dev.mooring.sync.testing.changeset.Message;
import dev.mooring.sync.testing.changeset.PackedKey;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Clients of other makes at the same server: one that sends whole numbers as floats, one that deletes rows and makes them anew, and one that
 * never waits for an acknowledgement. What they know is what the server has.
 */
final class OtherCells {
    private final ChangesetServer server;
    private final String room;
    private final Bytes site;
    private long version;

    OtherCells(ChangesetServer server, String room, int number) {
        this.server = server;
        this.room = room;
        byte[] id = new byte[16];
        id[0] = (byte) 0xf0;
        id[15] = (byte) number;
        this.site = Bytes.of(id);
    }

    /** Sets the number of an item to a float, as often written as it is now, or once more. */
    void sendsFloats(int n, String label, Random random) {
        Bytes key = PackedKey.write(List.of((long) n));
        long causal = causal(key);
        List<Cell> cells = new ArrayList<>();
        next();
        if (causal % 2 == 0) {
            born(cells, key, causal + 1, label, (double) random.nextInt(5));
        } else {
            long present = colVersion(key, "n");
            long colVersion = Math.max(1, present + random.nextInt(2));
            cells.add(cell(key, "n", (double) random.nextInt(9), colVersion, causal, 0));
        }
        push(cells);
    }

    /** Ends the life of an item, and perhaps begins the next one in the same frame. */
    void deletes(int n, String label, boolean andMakesAnew) {
        Bytes key = PackedKey.write(List.of((long) n));
        long causal = causal(key);
        List<Cell> cells = new ArrayList<>();
        next();
        long death = causal % 2 == 0 ? Math.max(2, causal) : causal + 1;
        cells.add(cell(key, Cell.ROW, null, death, death, 0));
        if (andMakesAnew) {
            next();
            born(cells, key, death + 1, label, 7L);
        }
        push(cells);
    }

    /** Says the same edit twice in two frames without listening, and then another one. */
    void neverListens(int n, String label) {
        Bytes key = PackedKey.write(List.of((long) n));
        long causal = causal(key);
        if (causal % 2 == 0) {
            return;
        }
        next();
        List<Cell> cells = List.of(cell(key, "note", label, colVersion(key, "note") + 1, causal, 0));
        push(cells);
        push(cells);
    }

    private void born(List<Cell> cells, Bytes key, long causal, String label, Object number) {
        int seq = cells.size();
        if (causal > 1) {
            cells.add(cell(key, Cell.ROW, null, causal, causal, seq++));
        }
        cells.add(cell(key, "title", label, 1, causal, seq++));
        cells.add(cell(key, "note", null, 1, causal, seq++));
        cells.add(cell(key, "n", number, 1, causal, seq));
    }

    private Cell cell(Bytes key, String column, @Nullable Object value, long colVersion, long causal, int seq) {
        return new Cell(CellRows.ITEM, key, column, value, colVersion, version, causal, seq);
    }

    private void next() {
        version = Math.max(version, server.database(room).version()) + 1;
    }

    private long causal(Bytes key) {
        return server.database(room).cells().stream()
                .filter(cell -> cell.table().equals(CellRows.ITEM) && cell.key().equals(key))
                .mapToLong(Cell::causal)
                .max()
                .orElse(0);
    }

    private long colVersion(Bytes key, String column) {
        return server.database(room).cells().stream()
                .filter(cell -> cell.table().equals(CellRows.ITEM)
                        && cell.key().equals(key)
                        && cell.column().equals(column))
                .mapToLong(Cell::colVersion)
                .max()
                .orElse(0);
    }

    private void push(List<Cell> cells) {
        LiveClient client = server.connect(upgrade(room), (name, id, data) -> {});
        client.sendBinary(Codec.write(
                new Message.Announce(site, List.of(), ChangesetWorld.SCHEMA_NAME, ChangesetWorld.SCHEMA_VERSION)));
        long held = server.database(room).tracked().getOrDefault(site, 0L);
        client.sendBinary(Codec.write(new Message.Changes(site, held, 0, cells)));
        client.close();
    }

    static Request upgrade(String room) {
        String token = Base64.getEncoder()
                .withoutPadding()
                .encodeToString(("room=" + room).getBytes(StandardCharsets.US_ASCII));
        return new Request(
                "GET", "/sync", Map.of("Upgrade", "websocket", "Sec-WebSocket-Protocol", token), new byte[0]);
    }
}
