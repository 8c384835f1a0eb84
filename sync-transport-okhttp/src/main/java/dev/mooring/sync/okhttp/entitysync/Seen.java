package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.spi.storage.Confirmed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the socket has shown of each key last, or was written here, of one connection: the overlap of two streams is no news. Of the keys
 * that were told long ago nothing is known any more.
 */
final class Seen {
    private static final int MOST = 4_096;
    /** A longer key is remembered by its hash. */
    private static final int MOST_CHARS = 64;

    private static final String UNREADABLE = "unreadable";

    private final Map<String, String> prints = new LinkedHashMap<>();

    static String place(String collection, String key) {
        return collection + '/' + (key.length() <= MOST_CHARS ? key : Canonical.sha256(key));
    }

    /** Remembers a row; false if it was like this before. */
    boolean note(EntityRow row) {
        return note(row.type(), row.key(), print(row));
    }

    boolean isNews(EntityRow row) {
        return !print(row).equals(prints.get(place(row.type().collection(), row.key())));
    }

    /** Remembers what was written here. */
    void note(Outgoing mutation) {
        note(
                mutation.type(),
                mutation.key(),
                mutation.isGone() ? Confirmed.GONE : print(mutation.type(), mutation.state()));
    }

    private boolean note(EntityCollection type, String key, String print) {
        String place = place(type.collection(), key);
        String before = prints.remove(place);
        prints.put(place, print);
        if (prints.size() > MOST) {
            prints.remove(prints.keySet().iterator().next());
        }
        return !print.equals(before);
    }

    boolean isGone(EntityCollection type, String key) {
        return Confirmed.GONE.equals(prints.get(place(type.collection(), key)));
    }

    void clear() {
        prints.clear();
    }

    private static String print(EntityRow row) {
        return row.incoming().change().tombstone()
                ? Confirmed.GONE
                : row.incoming().unreadable() != null ? UNREADABLE : print(row.type(), row.state());
    }

    /** A stream shows an entry without what its schema lacks, and with what it adds: both are left out. */
    private static String print(EntityCollection type, Map<String, Object> state) {
        if (type != EntityCollection.ENTRY) {
            return Canonical.fingerprint(type, state, Tree.write(state));
        }
        Map<String, Object> shown = new TreeMap<>(state);
        shown.values().removeIf(value -> value == Tree.Null.NULL || (value instanceof List<?> list && list.isEmpty()));
        if (shown.get("pieces") instanceof List<?> pieces) {
            List<Object> without = new ArrayList<>();
            for (Object piece : pieces) {
                Object copy = piece;
                if (piece instanceof Map<?, ?> map) {
                    Map<Object, Object> fields = new TreeMap<>(map);
                    fields.remove("id");
                    copy = fields;
                }
                without.add(copy);
            }
            shown.put("pieces", without);
        }
        return Canonical.fingerprint(type, shown, Tree.write(shown));
    }
}
