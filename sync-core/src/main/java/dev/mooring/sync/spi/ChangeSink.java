package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the server's changes while the answer is being read, so that memory never holds a whole body. */
@FunctionalInterface
public interface ChangeSink {
    /**
     * Applies a slice in one transaction. Called on the thread that runs the exchange; returns after the commit.
     *
     * @param slice in the server's order, bounded by count and bytes
     * @param after the true position after the slice, or null where the dialect's order does not make it one: then the
     *     cursor moves at the end of the exchange
     * @throws RuntimeException to end the exchange, such as when the app's handler refuses; it must reach the caller of
     *     {@link Transport#exchange} unchanged
     */
    void accept(List<Incoming> slice, @Nullable Cursor after);

    /**
     * A change as it came.
     *
     * @param change the change
     * @param echo equal to {@link Transport#echo} of the mutation that made it. In a log: empty where that cannot be told.
     *     Where the server keeps keys: the fingerprint of the state, the same for the same state in whatever form it is
     *     told; if it is empty, the payloads are compared as text
     * @param stamp when its writer made it, by that device's clock; null where the server does not tell
     * @param unreadable why the dialect can make nothing of it, see {@link #unreadable}; null for all others
     */
    record Incoming(
            Change change,
            String echo,
            @Nullable Instant stamp,
            @Nullable String unreadable) {
        /** So much is kept of a reason. */
        private static final int MOST = 300;

        /** A change that can be read. */
        public Incoming(Change change, String echo, @Nullable Instant stamp) {
            this(change, echo, stamp, null);
        }

        /**
         * Something that the server has and that the dialect can make nothing of, in an answer that is whole otherwise. Core keeps
         * it in mind, see {@link AsideTx#put}, and goes on; it counts as there, so nothing is deleted for it. This
         * is for servers that keep {@linkplain Capabilities.Order#KEYS keys}.
         *
         * @param collection of the row, or empty where that cannot be read either
         * @param key of the row as a readable change of it would have it, or else by what the server names it
         * @param reason for a person to read, without values of the row; what is too long is cut
         * @return never applied
         */
        public static Incoming unreadable(String collection, String key, String reason) {
            String why = reason.length() > MOST ? reason.substring(0, MOST) + "…" : reason;
            Change nothing = new Change(Change.NO_POSITION, collection, key, "unreadable", "null", false, 0, "", "");
            return new Incoming(nothing, "", null, why);
        }

        /**
         * The same in a log: an entry whose place can be read, and nothing more. Its place counts as taken, so the cursor goes on
         * behind it; what was written here and meets it there stays. The server's log keeps the entry, and a rebuild reads it anew.
         * An entry whose place cannot be read either must end the exchange: nobody knows what is before and behind it.
         *
         * @param position its place
         * @param collection what it is about, or empty where that cannot be read either; what is too long is cut
         * @param reason as above
         * @return never applied; its key is its place
         */
        public static Incoming unreadable(long position, String collection, String reason) {
            String about = collection.length() > MOST ? collection.substring(0, MOST) : collection;
            Incoming entry = unreadable(about, Long.toString(position), reason);
            Change nothing = entry.change();
            return new Incoming(
                    new Change(position, about, nothing.key(), nothing.kind(), "null", false, 0, "", ""),
                    "",
                    null,
                    entry.unreadable());
        }

        /** A change without a stamp. */
        public Incoming(Change change, String echo) {
            this(change, echo, null);
        }
    }
}
