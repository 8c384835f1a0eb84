package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.ScriptValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the socket's side makes of entities, before it stores and tells them, and again when it reads them from the table. It differs from
 * what a push makes: the pieces of an entry lose their ids and get new ones, and {@code goalIds} stays where it is.
 */
final class EventShapes {
    private EventShapes() {}

    /** What is wrong in it is thrown as a {@link Refusal}. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> entry(Object given) {
        Map<String, Object> entry = (Map<String, Object>) EventSchema.ENTRY.take(given);
        entry.put("pieces", pieces((List<?>) ScriptValue.get(entry, "pieces")));
        String scoreId = text(entry, "scoreId");
        if (!scoreId.trim().isEmpty()) {
            entry.put("scoreId", PieceIds.kept(scoreId));
        } else if (!text(entry, "scoreTitle").isEmpty() && scoreId.isEmpty()) {
            entry.put("scoreId", PieceIds.made(text(entry, "scoreTitle"), text(entry, "scoreComposer")));
        }
        return entry;
    }

    private static List<Object> pieces(List<?> pieces) {
        List<Object> named = new ArrayList<>(pieces.size());
        for (Object one : pieces) {
            Map<String, Object> piece = Shapes.copy((Map<?, ?>) one);
            if (!text(piece, "title").isEmpty()) {
                piece.put("id", PieceIds.made(text(piece, "title"), text(piece, "composer")));
            }
            named.add(piece);
        }
        return named;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> piece(Object given) {
        Map<String, Object> piece = (Map<String, Object>) EventSchema.REPERTOIRE.take(given);
        String scoreId = text(piece, "scoreId");
        if (!scoreId.isEmpty()) {
            piece.put("scoreId", scoreId.trim().isEmpty() ? "" : PieceIds.kept(scoreId));
        }
        if (Shapes.has(piece, "scoreId") && !Shapes.has(piece, "score_id")) {
            piece.put("score_id", text(piece, "scoreId"));
        }
        if (Shapes.has(piece, "score_id") && !Shapes.has(piece, "scoreId")) {
            piece.put("scoreId", text(piece, "score_id"));
        }
        return piece;
    }

    static void occurrence(Map<String, Object> occurrence) {
        if (Shapes.has(occurrence, "planId") && !Shapes.has(occurrence, "plan_id")) {
            occurrence.put("plan_id", text(occurrence, "planId"));
        }
    }

    /** Under which id a piece is kept: the first of these that is there. */
    static @Nullable String keyOf(Map<String, Object> event) {
        for (Object of : new Object[] {event, event.getOrDefault("piece", Map.of())}) {
            for (String field : List.of("scoreId", "score_id", "id")) {
                if (of instanceof Map<?, ?> map && map.get(field) instanceof String key && !key.isEmpty()) {
                    return key;
                }
            }
        }
        return null;
    }

    private static String text(Map<String, Object> of, String field) {
        return of.get(field) instanceof String text ? text : "";
    }
}
