package dev.mooring.sync.internal.lane;

import dev.mooring.sync.SyncEvent;
import java.util.ArrayList;
import java.util.List;

/** Mutations that were quarantined as they were taken in, to be told one by one: as many as can be held, the first ones. */
final class Refusals {
    private final List<SyncEvent.Quarantined> events = new ArrayList<>(0);
    private long chars;

    /** Keeps it, unless there are too many already: then it is counted and listed, but not told. */
    void add(SyncEvent.Quarantined event) {
        if (events.size() < Unsettled.CHUNK && chars < Unsettled.CHUNK_BYTES) {
            events.add(event);
            chars += event.mutation().payload().length();
        }
    }

    void addAll(Refusals others) {
        others.events.forEach(this::add);
    }

    /** What is kept, in order; it is kept no longer. */
    List<SyncEvent.Quarantined> drain() {
        List<SyncEvent.Quarantined> drained = new ArrayList<>(events);
        events.clear();
        chars = 0;
        return drained;
    }
}
