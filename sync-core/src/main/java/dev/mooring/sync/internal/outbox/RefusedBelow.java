package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The refused mutations that stay in the app's rows: for each key the number of the first. If an entry above one is confirmed, it
 * comes to lie below it, so the row is written anew. Immutable.
 */
public final class RefusedBelow {
    /** Nothing is refused, or nothing of it is in the rows. */
    public static final RefusedBelow NONE = new RefusedBelow(Collections.emptyMap(), false);

    private final Map<Key, Long> first;
    private final boolean stays;

    /**
     * The refused mutations so far.
     *
     * @param first by key, the number of the first one
     * @param stays whether mutations that are refused from here on stay in the rows too
     */
    public RefusedBelow(Map<Key, Long> first, boolean stays) {
        this.first = new HashMap<>(first);
        this.stays = stays;
    }

    /** With those that are refused now. */
    public RefusedBelow with(Collection<OutboxEntry> refused) {
        if (!stays || refused.isEmpty()) {
            return this;
        }
        RefusedBelow more = new RefusedBelow(first, true);
        for (OutboxEntry entry : refused) {
            more.first.merge(Key.of(entry.mutation()), entry.seq(), Math::min);
        }
        return more;
    }

    /** Whether an entry lies above a refused one of its key. */
    public boolean isBelow(OutboxEntry entry) {
        if (first.isEmpty()) {
            return false;
        }
        Long refused = first.get(Key.of(entry.mutation()));
        return refused != null && refused < entry.seq();
    }

    /** Those of the entries that lie above a refused one. */
    List<OutboxEntry> above(List<OutboxEntry> entries) {
        if (first.isEmpty()) {
            return Collections.emptyList();
        }
        List<OutboxEntry> above = new ArrayList<>(0);
        for (OutboxEntry entry : entries) {
            if (isBelow(entry)) {
                above.add(entry);
            }
        }
        return above;
    }
}
