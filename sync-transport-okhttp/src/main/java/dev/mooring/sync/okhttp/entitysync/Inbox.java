package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was heard and is data, until core takes it: of each key what came last. */
final class Inbox {
    private static final int MOST = 1_000;
    private static final long MOST_CHARS = 4L << 20;
    private static final int SLICE = 500;

    private final Map<String, EntityRow> rows = new LinkedHashMap<>();
    private final Map<String, EntityRow> handed = new LinkedHashMap<>();
    private long chars;

    void put(EntityRow row) {
        String place = place(row);
        drop(place);
        rows.put(place, row);
        chars += weight(row);
    }

    private void drop(String place) {
        EntityRow before = rows.remove(place);
        chars -= before == null ? 0 : weight(before);
    }

    private static long weight(EntityRow row) {
        return (long) row.key().length() + row.incoming().change().payload().length();
    }

    private static String place(EntityRow row) {
        return Seen.place(row.incoming().change().collection(), row.key());
    }

    /** Whether a deletion of that key is here. */
    boolean hasGone(EntityRow row) {
        EntityRow before = rows.getOrDefault(place(row), handed.get(place(row)));
        return before != null && before.incoming().change().tombstone();
    }

    /** Whether nothing waits, and nothing is with core. */
    boolean isEmpty() {
        return rows.isEmpty() && handed.isEmpty();
    }

    boolean waits() {
        return !rows.isEmpty();
    }

    boolean isFull() {
        return rows.size() >= MOST || chars >= MOST_CHARS;
    }

    /** Half of what there is room for. */
    boolean isFilling() {
        return rows.size() == MOST / 2;
    }

    /**
     * Drops what an answer over HTTP shows as well, and perhaps newer: all but pieces.
     *
     * @return whether there was any of it
     */
    boolean dropListed() {
        List<String> listed = new ArrayList<>();
        rows.forEach((place, row) -> {
            if (!EntityCollection.PIECE
                    .collection()
                    .equals(row.incoming().change().collection())) {
                listed.add(place);
            }
        });
        listed.forEach(this::drop);
        return !listed.isEmpty();
    }

    /** Drops what waits, and what core did not take. */
    void clear() {
        rows.clear();
        handed.clear();
        chars = 0;
    }

    /** Hands all of it over. */
    List<Slice> hand() {
        handed.putAll(rows);
        rows.clear();
        chars = 0;
        List<Slice> slices = new ArrayList<>();
        List<Incoming> slice = new ArrayList<>();
        for (EntityRow row : handed.values()) {
            slice.add(row.incoming());
            if (slice.size() == SLICE) {
                slices.add(new Slice(slice, null));
                slice = new ArrayList<>();
            }
        }
        if (!slice.isEmpty()) {
            slices.add(new Slice(slice, null));
        }
        return Collections.unmodifiableList(slices);
    }

    /** Core has taken it. */
    List<EntityRow> taken() {
        List<EntityRow> taken = new ArrayList<>(handed.values());
        handed.clear();
        return taken;
    }
}
