package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A pull: all rows in five lists, the latest second first, written from the rows' own bytes. */
final class PullEndpoint {
    /** What the promised server's tokens begin with. */
    static final String SEQ = "seq_";

    private static final EntityType[] LISTS = {
        EntityType.LOGBOOK_ENTRY,
        EntityType.GOAL,
        EntityType.PRACTICE_PLAN,
        EntityType.PLAN_OCCURRENCE,
        EntityType.PLAN_TEMPLATE
    };

    private PullEndpoint() {}

    static Reply answer(List<Row> rows, String token, String timestamp) {
        List<Row> ordered = new ArrayList<>(rows);
        ordered.sort(Comparator.comparingLong((Row row) -> row.updatedAt).reversed());
        List<byte[]> pieces = new ArrayList<>(rows.size() * 2 + 8);
        for (int i = 0; i < LISTS.length; i++) {
            pieces.add(bytes((i == 0 ? "{\"" : "],\"") + LISTS[i].list() + "\":["));
            list(LISTS[i], ordered, pieces);
        }
        pieces.add(bytes("],\"syncToken\":" + JsonWriter.quote(token) + ",\"timestamp\":\"" + timestamp + "\"}"));
        return Answers.json(200, Body.inOrder(pieces.toArray(new byte[0][])));
    }

    private static void list(EntityType type, List<Row> rows, List<byte[]> pieces) {
        byte[] comma = {','};
        boolean first = true;
        for (Row row : rows) {
            if (row.type == type) {
                if (!first) {
                    pieces.add(comma);
                }
                first = false;
                pieces.add(row.isThere() ? row.shown() : tombstone(row));
            }
        }
    }

    /** Only the promised server shows one. */
    private static byte[] tombstone(Row row) {
        return bytes("{\"id\":" + JsonWriter.quote(row.id) + ",\"deletedAt\":"
                + JsonWriter.quote(String.valueOf(row.deletedAt)) + "}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The promised server answers a token with what came after it. */
    static List<Row> after(Account account, Request request) {
        Object token = request.body().length == 0
                ? ScriptValue.Nothing.UNDEFINED
                : ScriptValue.get(JsonReader.read(request.text()), "syncToken");
        if (!(token instanceof String text) || !text.startsWith(SEQ)) {
            return account.live();
        }
        long seq = Long.parseLong(text.substring(SEQ.length()));
        List<Row> rows = account.all();
        rows.removeIf(row -> row.seq <= seq);
        return rows;
    }
}
