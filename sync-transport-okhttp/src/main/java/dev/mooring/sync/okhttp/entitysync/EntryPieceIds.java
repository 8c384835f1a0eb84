package dev.mooring.sync.okhttp.entitysync;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ids of an entry's pieces (§1, push). The server makes one out of title and composer where none is given, and rewrites
 * one that is. An id that it would make is left out here, and a given one stands as the server will keep it, so that a piece
 * looks the same before and after.
 */
final class EntryPieceIds {
    private static final String RARE = "||";
    private static final String COMMON = "-";
    /** Who wrote a piece of which nobody is named. */
    private static final String NOBODY = "unknown";
    /** What begins with it is an id of the server's own, which it leaves in one piece. */
    private static final String SCORE = "score_";

    private EntryPieceIds() {}

    static Object normal(Object pieces) {
        if (!(pieces instanceof List<?> list)) {
            return pieces;
        }
        List<Object> normal = new ArrayList<>(list.size());
        for (Object piece : list) {
            normal.add(piece instanceof Map<?, ?> map ? piece(map) : piece);
        }
        return normal;
    }

    private static Map<String, Object> piece(Map<?, ?> given) {
        Map<String, Object> piece = new TreeMap<>();
        given.forEach((name, value) -> piece.put((String) name, value));
        if (piece.get("id") instanceof String id) {
            String kept = kept(id);
            if (id.trim().isEmpty() || isMade(kept, piece)) {
                piece.remove("id");
            } else {
                piece.put("id", kept);
            }
        } else if (piece.get("id") == Tree.Null.NULL) {
            piece.remove("id");
        }
        return piece;
    }

    /** Whether the server would come to the same id by itself, in any of its versions. */
    private static boolean isMade(String id, Map<String, Object> piece) {
        if (!(piece.get("title") instanceof String title)) {
            return false;
        }
        String name = spaced(title).replace('–', '-').replace('—', '-');
        String composer =
                piece.get("composer") instanceof String text ? spaced(text).replace(".", "") : "";
        if (composer.isEmpty()) {
            return id.equals(kept(name)) || id.equals(joined(name, NOBODY));
        }
        return id.equals(joined(name, composer)) || id.equals(kept(joined(name, composer)));
    }

    /** A given id is taken apart at its first delimiter and joined again, with the rare delimiter if a dash is left. */
    static String kept(String id) {
        String text = id.toLowerCase(Locale.ROOT).trim();
        String delimiter = text.contains(RARE) ? RARE : COMMON;
        int at = text.indexOf(delimiter);
        if (at < 0) {
            return text.startsWith(SCORE) ? text : joined(text, NOBODY);
        }
        String title = text.substring(0, at).trim();
        String composer = text.substring(at + delimiter.length()).trim();
        return joined(title, composer.isEmpty() ? NOBODY : composer);
    }

    private static String joined(String title, String composer) {
        return title + (title.contains(COMMON) || composer.contains(COMMON) ? RARE : COMMON) + composer;
    }

    private static String spaced(String text) {
        return text.toLowerCase(Locale.ROOT).trim().replaceAll("\\s+", " ");
    }
}
