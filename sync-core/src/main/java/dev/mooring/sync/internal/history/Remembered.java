package dev.mooring.sync.internal.history;

import dev.mooring.sync.Change;
import dev.mooring.sync.spi.storage.Confirmed;
import dev.mooring.sync.spi.storage.StorageTx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Recognises, among the changes of another history, what was confirmed here: by the confirmed row of the key, or by the confirmed
 * log, of which the oldest {@link #MOST} changes are remembered by a fingerprint each. If only a part of a history was kept, it is
 * the beginning.
 */
public final class Remembered {
    /** Some 2 MB of fingerprints. */
    private static final int MOST = 20_000;

    private static final int CHUNK = 256;

    private final Set<Long> log = new HashSet<>();

    private Remembered() {}

    /** Reads the log that is kept here, from its beginning, up to 20,000 changes. */
    static Remembered of(StorageTx<?> tx) {
        Remembered remembered = new Remembered();
        long after = Change.NO_POSITION;
        while (remembered.log.size() < MOST) {
            List<Change> changes = tx.confirmed().log(after, CHUNK);
            if (changes.isEmpty()) {
                break;
            }
            changes.forEach(change -> remembered.log.add(fingerprint(change)));
            after = changes.get(changes.size() - 1).position();
        }
        return remembered;
    }

    /** Whether the history that is kept here had this change, or has this state of its key. */
    boolean shows(StorageTx<?> tx, Change change) {
        if (log.contains(fingerprint(change))) {
            return true;
        }
        Confirmed row = tx.confirmed().get(change.collection(), change.key());
        return row != null && row.change().payload().equals(change.payload());
    }

    /** Of the collection, the key and the payload alone, so that the same write has the same one in another history. */
    public static long fingerprint(Change change) {
        long print = mixed(0xcbf29ce484222325L, change.collection());
        print = mixed(print, change.key());
        return mixed(print, change.payload());
    }

    private static long mixed(long print, String text) {
        long mixed = print;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
        }
        return (mixed ^ text.length()) * 0x100000001b3L;
    }
}
