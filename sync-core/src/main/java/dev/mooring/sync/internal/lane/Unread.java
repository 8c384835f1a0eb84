package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Change;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.StorageTx;
import dev.mooring.sync.spi.Unreadable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets aside what a dialect could not read, so that everything else of the answer flows. A row that is there and cannot be read is
 * not gone: what is confirmed of it counts as seen. It is kept in mind until it comes readable, or a listing does not show it.
 */
final class Unread {
    private Unread() {}

    /** Notes what cannot be read, and returns the rest. */
    static List<Incoming> keep(StorageTx<?> tx, List<Incoming> slice) {
        List<Incoming> readable = new ArrayList<>(slice.size());
        Map<List<String>, Unreadable> aside = new LinkedHashMap<>();
        long listing = tx.state().listing();
        for (Incoming incoming : slice) {
            Change change = incoming.change();
            String why = incoming.unreadable();
            if (why == null) {
                readable.add(incoming);
                tx.readable(change.collection(), change.key());
                continue;
            }
            aside.put(
                    Arrays.asList(change.collection(), change.key()),
                    new Unreadable(change.collection(), change.key(), why, listing));
            if (tx.confirmed(change.collection(), change.key()) != null) {
                tx.seen(change.collection(), change.key(), listing);
            }
        }
        if (!aside.isEmpty()) {
            tx.unreadable(new ArrayList<>(aside.values()));
        }
        return readable;
    }

    /** Refuses what a log has no place for. */
    static List<Incoming> none(List<Incoming> slice) {
        for (Incoming incoming : slice) {
            if (incoming.unreadable() != null) {
                throw new ProtocolException(
                        "an entry of the server's log cannot be read (" + incoming.unreadable()
                                + "); nothing was moved",
                        null);
            }
        }
        return slice;
    }
}
