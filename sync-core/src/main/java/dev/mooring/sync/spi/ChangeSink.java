package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.AsideTx;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the server's changes while the transport reads the answer, so that memory never holds a whole body. */
@FunctionalInterface
public interface ChangeSink {
    /**
     * Applies a slice in one transaction. The transport calls it on the thread of the exchange; it returns after the commit.
     *
     * @param slice in the server's order, bounded by count and bytes
     * @param after a cursor from which a pull brings what comes after the slice; null if there is none, then the cursor moves at
     *     the end of the exchange
     * @throws RuntimeException to end the exchange, such as when the app's handler refuses; it must reach the caller of
     *     {@link Transport#exchange} unchanged
     */
    void accept(List<Incoming> slice, @Nullable Cursor after);

    /**
     * Tells how far the message is read from which the next slice comes. Only where its length was known before; called directly before the
     * slice, on the same thread. It serves progress alone.
     *
     * @param changes in all of the message
     * @param bytes of it that are read, this slice included
     * @param length of it in bytes
     */
    default void reading(long changes, long bytes, long length) {}

    /**
     * The whole request has left, and nothing of the answer was read yet. Core uses the time, such as to commit what the answer before this
     * one has said. The transport calls it on the thread of the exchange; it may take as long as a transaction, and throws nothing. More than one
     * call, and none, are both fine: then core does the same after the exchange. A sink that hands changes on hands this on, too.
     */
    default void sent() {}

    /**
     * A change as the server told it.
     *
     * @param change the change
     * @param echo equal to {@link Transport#echo} of the mutation that made it. In a log: empty where that cannot be told. Where
     *     the server keeps keys: the fingerprint of the state, the same for the same state in whatever form it is told; if it is
     *     empty, the payloads are compared as text
     * @param stamp when its writer made it, by that device's clock; null where the server does not tell
     * @param unreadable why the dialect could not read it, see {@link #unreadable}; null if it could
     */
    record Incoming(
            Change change,
            String echo,
            @Nullable Instant stamp,
            @Nullable String unreadable) {
        /** How many characters of a reason are kept. */
        private static final int MOST = 300;

        /** A change that can be read. */
        public Incoming(Change change, String echo, @Nullable Instant stamp) {
            this(change, echo, stamp, null);
        }

        /**
         * A row that the dialect cannot read, in an answer that is whole otherwise. Core stores it, see {@link AsideTx#put}, and
         * goes on. It counts as there, so nothing is deleted for it. This is for servers that keep
         * {@linkplain Capabilities.Order#KEYS keys}.
         *
         * @param collection of the row, or empty where that cannot be read either
         * @param key of the row, as a readable change would have it; else the server's own name of the row
         * @param reason for a person to read, without values of the row; a long one is cut
         * @return a change that is never applied
         */
        public static Incoming unreadable(String collection, String key, String reason) {
            String why = reason.length() > MOST ? reason.substring(0, MOST) + "…" : reason;
            Change nothing = new Change(Change.NO_POSITION, collection, key, "unreadable", "null", false, 0, "", "");
            return new Incoming(nothing, "", null, why);
        }

        /**
         * The same in a log: an entry of which only the place can be read. Its place counts as taken, so the cursor goes on behind
         * it. A pending mutation that meets it there stays. The server's log keeps the entry, and a rebuild reads it anew. If the
         * place cannot be read either, end the exchange by an exception: nobody knows what is before and behind such an entry.
         *
         * @param position its place in the log
         * @param collection what it is about; empty if that cannot be read either; a long one is cut
         * @param reason as above
         * @return a change that is never applied; its key is its place
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
