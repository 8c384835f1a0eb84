package dev.mooring.sync.spi;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.storage.AsideTx;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
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
     * A change as the server told it. Where the server lists again what is known already, a dialect need not read each row before it is handed
     * on, see {@link #told}. Used on the thread of the sink.
     */
    final class Incoming {
        /** How many characters of a reason are kept. */
        private static final int MOST = 300;

        private final String collection;
        private final String key;
        private final String told;
        private final int size;

        /** Null for one that was read from the beginning. */
        private final @Nullable Supplier<Incoming> reading;

        private @Nullable Read read;

        private record Read(
                Change change,
                String echo,
                @Nullable Instant stamp,
                @Nullable String unreadable,
                boolean before) {}

        private Incoming(String collection, String key, String told, int size, @Nullable Supplier<Incoming> reading) {
            this.collection = collection;
            this.key = key;
            this.told = told;
            this.size = size;
            this.reading = reading;
        }

        private Incoming(Read read, String told) {
            this(
                    read.change.collection(),
                    read.change.key(),
                    told,
                    read.change.payload().length(),
                    null);
            this.read = read;
        }

        /**
         * A change.
         *
         * @param change the change
         * @param echo see {@link #echo()}
         * @param stamp see {@link #stamp()}
         * @param unreadable see {@link #unreadable()}
         */
        public Incoming(Change change, String echo, @Nullable Instant stamp, @Nullable String unreadable) {
            this(new Read(change, echo, stamp, unreadable, false), "");
        }

        /**
         * A change that can be read.
         *
         * @param change the change
         * @param echo see {@link #echo()}
         * @param stamp see {@link #stamp()}
         */
        public Incoming(Change change, String echo, @Nullable Instant stamp) {
            this(change, echo, stamp, null);
        }

        /**
         * A row that is read when somebody asks what it says. This is for servers that keep {@linkplain Capabilities.Order#KEYS keys}. What a
         * row was told as is noted with it. Where it is told as the same text again, it is known, and nobody reads it.
         *
         * @param collection of the row
         * @param key of the row
         * @param told stands for the text as the server sent it, and for the rules by which the dialect reads it: equal only if a row of
         *     this key would be read as the same change; never empty
         * @param size of the text, in characters or bytes
         * @param reading reads it, once, on the thread of the sink: a change of this collection and key, or one that {@linkplain #unreadable
         *     cannot be read}. If it throws, the exchange ends with that, and nothing of the slice is applied
         * @return a change
         */
        public static Incoming told(String collection, String key, String told, int size, Supplier<Incoming> reading) {
            return new Incoming(collection, key, told, size, reading);
        }

        /**
         * The same change, of which is noted what it was told as.
         *
         * @param as what stands for its text, see {@link #told}
         * @return a change
         */
        public Incoming toldAs(String as) {
            return new Incoming(read(), as);
        }

        /**
         * The same change, which stands in a {@linkplain Capabilities.Order#SEQUENCE sequence} before the places of what is pending here, as
         * this client was behind it in an earlier history.
         *
         * @return a change that no pending mutation meets
         */
        public Incoming passedBefore() {
            Read known = read();
            return new Incoming(new Read(known.change, known.echo, known.stamp, known.unreadable, true), told);
        }

        private Read read() {
            Read known = read;
            if (known == null) {
                known = Objects.requireNonNull(reading).get().read();
                read = known;
            }
            return known;
        }

        /**
         * Whether it was read by now.
         *
         * @return true if nothing has to be read any more
         */
        public boolean isRead() {
            return read != null;
        }

        /**
         * What it is about, without reading it.
         *
         * @return the collection of the change
         */
        public String collection() {
            return collection;
        }

        /**
         * What it is about, without reading it.
         *
         * @return the key of the change
         */
        public String key() {
            return key;
        }

        /**
         * What stands for the text that it was told as.
         *
         * @return empty if that is not known
         */
        public String told() {
            return told;
        }

        /**
         * How long its payload is, or the text from which it is read.
         *
         * @return in characters or bytes
         */
        public int size() {
            return size;
        }

        /**
         * What the server told. Reads it.
         *
         * @return the change
         */
        public Change change() {
            return read().change;
        }

        /**
         * Equal to {@link Transport#echo} of the mutation that made it. In a log: empty where that cannot be told. Where the server keeps keys:
         * the fingerprint of the state, the same for the same state in whatever form it is told; if it is empty, the payloads are compared as
         * text.
         *
         * @return never null
         */
        public String echo() {
            return read().echo;
        }

        /**
         * When its writer made it, by that device's clock.
         *
         * @return null where the server does not tell
         */
        public @Nullable Instant stamp() {
            return read().stamp;
        }

        /**
         * Why the dialect could not read it, see {@link #unreadable(String, String, String)}.
         *
         * @return null if it could
         */
        public @Nullable String unreadable() {
            return read().unreadable;
        }

        /**
         * Whether it stands before the places of what is pending, see {@link #passedBefore}.
         *
         * @return false by default
         */
        public boolean isPassedBefore() {
            return read().before;
        }

        /** Whether it says the same, whatever it was told as. Reads both. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Incoming that && read().equals(that.read());
        }

        @Override
        public int hashCode() {
            return read().hashCode();
        }

        @Override
        public String toString() {
            return isRead() ? "Incoming" + read() : "Incoming[" + collection + "/" + key + ", not read]";
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

        /**
         * A change without a stamp.
         *
         * @param change the change
         * @param echo see {@link #echo()}
         */
        public Incoming(Change change, String echo) {
            this(change, echo, null);
        }
    }
}
