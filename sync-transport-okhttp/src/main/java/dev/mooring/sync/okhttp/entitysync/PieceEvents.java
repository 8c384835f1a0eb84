package dev.mooring.sync.okhttp.entitysync;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Mutations of the repertoire as events, each in a message of its own (§2). */
final class PieceEvents {
    private PieceEvents() {}

    /**
     * The message of a mutation. An addition and an update do the same to the server.
     *
     * @param at goes with every message, and the server puts its own in its place
     */
    static String of(Outgoing piece, Instant at) {
        Map<String, Object> event = new TreeMap<>();
        event.put("timestamp", Times.text(at));
        if (piece.isGone()) {
            event.put("type", "PIECE_REMOVED");
            event.put("scoreId", piece.key());
        } else {
            Map<String, Object> item = new TreeMap<>(piece.state());
            item.put("score_id", piece.key());
            item.put("updated_at", item.remove("updatedAt"));
            Object created = item.remove("createdAt");
            if (created != null) {
                item.put("created_at", created);
            }
            event.put("type", "PIECE_UPDATED");
            event.put("piece", item);
        }
        return Tree.write(event);
    }
}
