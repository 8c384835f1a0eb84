package dev.mooring.sync.internal.order;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.StorageTx;
import dev.mooring.sync.spi.storage.Unreadable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sets aside what a dialect could not read, so that everything else of the answer flows. A row that is there and cannot be read is
 * not gone: what is confirmed of it counts as seen. It is remembered until it comes readable, or until a listing does not show it.
 *
 * <p>An entry of a log is remembered by its place, until the log is read anew from its beginning.
 */
public final class UnreadableChanges {
    private UnreadableChanges() {}

    /** Notes what cannot be read, and returns the rest. What no listing shows stays noted until it is told in a form that can be read. */
    static List<Incoming> keep(StorageTx<?> tx, List<Incoming> slice, Set<String> unlisted) {
        List<Incoming> readable = new ArrayList<>(slice.size());
        Map<List<String>, Unreadable> aside = new LinkedHashMap<>();
        long now = tx.cursor().state().listing();
        for (Incoming incoming : slice) {
            Change change = incoming.change();
            long listing = unlisted.contains(change.collection()) ? Confirmed.UNLISTED : now;
            String why = incoming.unreadable();
            if (why == null) {
                readable.add(incoming);
                tx.aside().readable(change.collection(), change.key());
                continue;
            }
            aside.put(
                    Arrays.asList(change.collection(), change.key()),
                    new Unreadable(change.collection(), change.key(), why, listing));
            if (tx.confirmed().get(change.collection(), change.key()) != null) {
                tx.confirmed().seen(change.collection(), Collections.singleton(change.key()), listing);
            }
        }
        if (!aside.isEmpty()) {
            tx.aside().put(new ArrayList<>(aside.values()));
        }
        return readable;
    }

    /** Notes the entries of a log that cannot be read. They stay in the slice, as they take a place in the log. */
    static List<Incoming> note(StorageTx<?> tx, List<Incoming> slice, long listing) {
        List<Unreadable> aside = new ArrayList<>(0);
        for (Incoming incoming : slice) {
            String why = incoming.unreadable();
            if (why != null) {
                Change change = incoming.change();
                aside.add(new Unreadable(change.collection(), change.key(), why, listing));
            }
        }
        if (!aside.isEmpty()) {
            tx.aside().put(aside);
        }
        return slice;
    }

    /** The entries of a log that a rebuild keeps. Those that cannot be read are noted under the number of the rebuild's listing. */
    static List<Incoming> readable(StorageTx<?> tx, List<Incoming> slice) {
        note(tx, slice, tx.cursor().state().listing() + 1);
        List<Incoming> readable = new ArrayList<>(slice);
        readable.removeIf(incoming -> incoming.unreadable() != null);
        return readable;
    }

    /** The log begins anew: entries that could not be read before count no more. */
    public static void forget(StorageTx<?> tx) {
        tx.aside().forget(tx.cursor().state().listing() + 1);
    }
}
