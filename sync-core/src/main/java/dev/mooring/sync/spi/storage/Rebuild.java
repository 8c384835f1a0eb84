package dev.mooring.sync.spi.storage;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.spi.Page;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rebuild under way: the server's state is fetched from the beginning and staged, to take the old state's place when it is whole.
 *
 * <p>What is staged behind the first {@link #changes} came in an exchange that has not come to a true position yet. If that one
 * breaks, it is forgotten.
 *
 * @param begunAt when it was begun, and not before anything that was parked by then
 * @param cursor where the next pull starts; {@link Cursor#START} at first
 * @param identity by what the server says which history this is, see {@link Page#identity()}; empty if it has not
 * @param snapshot what the history begins with, or null if it begins with nothing
 * @param changes how many are staged up to the cursor
 * @param bytes of those, by the length of their payloads
 * @param fetched whether the server has shown all that it had: then the state only waits to be put in place
 * @param drops what the plan forgets when the state is put in place
 * @param resends whether the plan sends back what was confirmed before and is not there any more
 */
public record Rebuild(
        Instant begunAt,
        Cursor cursor,
        String identity,
        @Nullable Snapshot snapshot,
        long changes,
        long bytes,
        boolean fetched,
        Drops drops,
        boolean resends) {
    /**
     * What is forgotten, of what was there when the rebuild was begun.
     *
     * @param pendingUpTo sequence number of the last entry of the outbox that is; 0 for none
     * @param superseded whether superseded mutations are, that were parked not after {@link Rebuild#begunAt}
     * @param quarantined whether quarantined mutations are, likewise
     */
    public record Drops(long pendingUpTo, boolean superseded, boolean quarantined) {
        /** Everything is kept. */
        public static final Drops NONE = new Drops(0, false, false);
    }

    /**
     * Before the first exchange.
     *
     * @param at as in {@link Rebuild#begunAt()}
     * @param drops as in {@link Rebuild}
     * @return a rebuild that has fetched nothing, and sends nothing back
     */
    public static Rebuild begun(Instant at, Drops drops) {
        return begun(at, drops, false);
    }

    /**
     * Before the first exchange.
     *
     * @param at as in {@link Rebuild#begunAt()}
     * @param drops as in {@link Rebuild}
     * @param resends as in {@link Rebuild}
     * @return a rebuild that has fetched nothing
     */
    public static Rebuild begun(Instant at, Drops drops, boolean resends) {
        return new Rebuild(at, Cursor.START, "", null, 0, 0, false, drops, resends);
    }

    /**
     * The same from the beginning, as what was fetched is void.
     *
     * @param from before everything that comes now
     * @param first what the history begins with, or null
     * @return a copy that has fetched nothing
     */
    public Rebuild anew(Cursor from, @Nullable Snapshot first) {
        return new Rebuild(begunAt, from, "", first, 0, 0, false, drops, resends);
    }

    /**
     * The same at a true position.
     *
     * @param to the cursor there
     * @param staged as in {@link #changes()}
     * @param length as in {@link #bytes()}
     * @return a copy
     */
    public Rebuild moved(Cursor to, long staged, long length) {
        return new Rebuild(begunAt, to, identity, snapshot, staged, length, fetched, drops, resends);
    }

    /**
     * The same, of a server that has said who it is.
     *
     * @param server as in {@link #identity()}
     * @return a copy
     */
    public Rebuild of(String server) {
        return new Rebuild(begunAt, cursor, server, snapshot, changes, bytes, fetched, drops, resends);
    }

    /**
     * The same with all that the server had.
     *
     * @return a copy
     */
    public Rebuild whole() {
        return new Rebuild(begunAt, cursor, identity, snapshot, changes, bytes, true, drops, resends);
    }
}
