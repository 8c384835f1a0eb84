package dev.mooring.sync.okhttp.changeset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A frame in the words of whoever recorded the live server. Numbers of a JSON text are doubles there. */
final class Decoded {
    private Decoded() {}

    static Map<String, @Nullable Object> of(Frame frame) {
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        if (frame instanceof Frame.Announce announce) {
            type(said, 1, "AnnouncePresence");
            said.put("sender", announce.sender().hex());
            List<Object> seens = new ArrayList<>();
            for (Frame.LastSeen seen : announce.lastSeens()) {
                seens.add(Map.of("site", seen.site().hex(), "version", Long.toString(seen.version()), "seq", (double)
                        seen.seq()));
            }
            said.put("lastSeens", seens);
            said.put("schemaName", announce.schemaName());
            said.put("schemaVersion", Long.toString(announce.schemaVersion()));
        } else if (frame instanceof Frame.Changes changes) {
            type(said, 2, "Changes");
            said.put("sender", changes.sender().hex());
            since(said, changes.sinceVersion(), changes.sinceSeq());
            List<Object> cells = new ArrayList<>();
            changes.cells().forEach(cell -> cells.add(cell(cell)));
            said.put("changes", cells);
        } else if (frame instanceof Frame.Reject reject) {
            type(said, 3, "RejectChanges");
            said.put("whose", reject.whose().hex());
            since(said, reject.sinceVersion(), reject.sinceSeq());
        } else if (frame instanceof Frame.Start start) {
            type(said, 4, "StartStreaming");
            since(said, start.sinceVersion(), start.sinceSeq());
            said.put(
                    "excludeSites",
                    start.excludeSites().stream().map(ByteString::hex).toList());
            said.put("localOnly", start.localOnly());
        } else if (frame instanceof Frame.Status status) {
            status(said, status);
        } else {
            type(said, frame instanceof Frame.Ping ? 7 : 8, frame instanceof Frame.Ping ? "Ping" : "Pong");
        }
        return said;
    }

    private static void type(Map<String, @Nullable Object> said, double tag, String name) {
        said.put("tag", tag);
        said.put("type", name);
    }

    private static void since(Map<String, @Nullable Object> said, long version, double seq) {
        said.put("sinceVersion", Long.toString(version));
        said.put("sinceSeq", seq);
    }

    private static void status(Map<String, @Nullable Object> said, Frame.Status status) {
        type(said, 12, "SyncStatus");
        said.put("ok", status.ok());
        said.put("siteId", status.site() == null ? null : status.site().hex());
        said.put("schemaName", status.schemaName());
        said.put("schemaVersion", text(status.schemaVersion()));
        said.put("schemaHash", status.schemaHash());
        said.put("stage", status.stage());
        said.put("ackDbVersion", text(status.ackDbVersion()));
        said.put("reason", status.reason());
        said.put("message", status.message());
    }

    private static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }

    private static Map<String, @Nullable Object> cell(Cell cell) {
        Map<String, @Nullable Object> said = new LinkedHashMap<>();
        said.put("table", cell.table());
        said.put("pk", cell.key().hex());
        said.put("cid", cell.column());
        said.put("value", value(cell.value()));
        said.put("colVersion", Long.toString(cell.version()));
        said.put("dbVersion", Long.toString(cell.dbVersion()));
        said.put("site", cell.site() == null ? null : cell.site().hex());
        said.put("cl", Long.toString(cell.length()));
        said.put("seq", (double) cell.seq());
        return said;
    }

    private static @Nullable Object value(Value value) {
        if (value instanceof Value.Whole whole) {
            return Map.of("int", Long.toString(whole.number()));
        } else if (value instanceof Value.Real real) {
            return Map.of("float", real.number());
        } else if (value instanceof Value.Text text) {
            return Map.of("text", text.text());
        } else if (value instanceof Value.Bool bool) {
            return Map.of("bool", bool.isTrue() ? 1.0 : 0.0);
        } else if (value instanceof Value.Blob blob) {
            return Map.of("blob", blob.bytes().hex());
        }
        return null;
    }
}
