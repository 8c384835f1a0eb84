package dev.mooring.sync.okhttp.oplog;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.json.WireText;
import dev.mooring.sync.spi.Ask;
import okio.ByteString;

/** Writes request bodies, with exactly the fields that the server knows: one more, and it refuses the whole (§1.1). */
final class OpWriter {
    private OpWriter() {}

    static ByteString push(String clientId, Ask.Push push) {
        WireText json = head(clientId, OpCursor.of(push.cursor()).key()).raw(",\"ops\":[");
        String comma = "";
        for (Mutation mutation : push.mutations()) {
            op(json.raw(comma), mutation);
            comma = ",";
        }
        return json.raw("]}").bytes();
    }

    /** A push that stores nothing: is this key the active one? */
    static ByteString question(String clientId, String key) {
        return head(clientId, key).raw(",\"ops\":[]}").bytes();
    }

    static ByteString reset(String clientId, String key, String snapshot) {
        return head(clientId, key)
                .raw(",\"snapshot\":")
                .string(snapshot)
                .raw("}")
                .bytes();
    }

    private static WireText head(String clientId, String key) {
        return new WireText()
                .raw("{\"clientId\":")
                .string(clientId)
                .raw(",\"datasetGenerationKey\":")
                .string(key);
    }

    /** The payload always stands there: an operation without one makes the log unreadable for everybody (§1.11, 1). */
    private static void op(WireText json, Mutation mutation) {
        Stamp stamp = Stamp.of(mutation);
        json.raw("{\"scope\":").string(mutation.collection());
        json.raw(",\"resourceId\":").string(mutation.key());
        json.raw(",\"actor\":").string(stamp.actor());
        json.raw(",\"clock\":").number(stamp.clock());
        json.raw(",\"payload\":").json(mutation.payload()).raw("}");
    }
}
