package dev.mooring.sync.sqlite.internal.store;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.StorageException.Kind;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.storage.Confirmed;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A CRC-32 over what a row holds, written with the row and compared whenever it is read: SQLite itself does not notice a bit that
 * has flipped in a value. It covers every column of these rows that is sent, applied or decided by. It costs a tenth of a
 * microsecond a mutation, which is 1 to 2 % of recording one in a batch.
 *
 * <p>It does not cover what is written alone, where a sum would have to be read and written anew each time: the sequence number, as
 * what an identity leaves is numbered anew (that numbers ascend is SQLite's own check), and the size, which bounds a batch and no more.
 * The listings in which confirmed rows were seen last have sums of their own, see {@link SeenTable}. Nor has the one row of {@code mooring_scope} or {@code mooring_rebuild} a
 * sum, whose parts are updated one by one, nor a capture, which a trigger writes in SQL, that has no function for it; a capture is
 * made a mutation, with its sum, at the next transaction of the client.
 *
 * <p>A row that an older version has written has none ({@link #NONE}), and is taken as it is until it is written again.
 */
final class Checksum {
    /** No checksum. */
    static final long NONE = -1;

    /** The column, as a query names it; the same of a table that the query calls {@code entry}. */
    static final String COLUMN = "coalesce(crc, -1)";

    /** Bytes that are gathered before the sum is asked to take them: a call for each of a row's many short values is dearer than all its bytes. */
    private static final int GATHERED = 192;

    private final CRC32 crc = new CRC32();
    private final byte[] gathered = new byte[GATHERED];
    private int length;

    Checksum add(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > GATHERED - length) {
            flush();
        }
        if (utf8.length > GATHERED) {
            crc.update(utf8, 0, utf8.length);
        } else {
            System.arraycopy(utf8, 0, gathered, length, utf8.length);
            length += utf8.length;
        }
        return add(utf8.length);
    }

    Checksum add(long number) {
        if (GATHERED - length < Long.BYTES) {
            flush();
        }
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            gathered[length++] = (byte) (number >>> shift);
        }
        return this;
    }

    private void flush() {
        crc.update(gathered, 0, length);
        length = 0;
    }

    long value() {
        flush();
        return crc.getValue();
    }

    static long of(Mutation mutation) {
        return add(new Checksum(), mutation).value();
    }

    /** Of a parked one. */
    static long of(Mutation mutation, String state, String reason, long parkedAt) {
        return add(new Checksum(), mutation)
                .add(state)
                .add(reason)
                .add(parkedAt)
                .value();
    }

    static long of(Change change) {
        return add(new Checksum(), change).value();
    }

    static long of(Incoming incoming) {
        return stamped(add(new Checksum(), incoming.change()), incoming.echo(), incoming.stamp())
                .value();
    }

    /** Most rows of older versions have a sum, and none is told as anything. */
    static long of(Confirmed row) {
        Checksum sum = stamped(add(new Checksum(), row.change()), row.echo(), row.stamp())
                .add(row.own() ? 1 : 0);
        return (row.told().isEmpty() ? sum : sum.add(row.told())).value();
    }

    /** Of a row in the exact encoding. */
    static long of(String image) {
        return new Checksum().add(image).value();
    }

    private static Checksum add(Checksum sum, Mutation mutation) {
        return sum.add(mutation.id().getMostSignificantBits())
                .add(mutation.id().getLeastSignificantBits())
                .add(mutation.collection())
                .add(mutation.key())
                .add(mutation.kind())
                .add(mutation.payload())
                .add(mutation.schemaVersion())
                .add(Columns.nanos(mutation.createdAt()));
    }

    private static Checksum add(Checksum sum, Change change) {
        return sum.add(change.position())
                .add(change.collection())
                .add(change.key())
                .add(change.kind())
                .add(change.payload())
                .add(change.tombstone() ? 1 : 0)
                .add(change.schemaVersion())
                .add(change.at())
                .add(change.origin());
    }

    private static Checksum stamped(Checksum sum, String echo, @Nullable Instant stamp) {
        return sum.add(echo).add(stamp == null ? 0 : stamp.getEpochSecond()).add(stamp == null ? -1 : stamp.getNano());
    }

    /** A row of some table that is not what was written. */
    static final class Damaged extends RuntimeException {
        private static final long serialVersionUID = 1;

        Damaged(String table, Object place, String what, @Nullable Throwable cause) {
            super("entry " + place + " of " + table + " is damaged: " + what, cause);
        }

        /** As the storage says it. */
        StorageException said() {
            return new StorageException(
                    Kind.CORRUPT,
                    getMessage()
                            + "; nothing of it is sent or applied. A check tells all damage, and a salvage reads from"
                            + " a copy of the file what is whole",
                    this);
        }
    }

    /** What a row holds. */
    interface Row<T> {
        /** Reads it; throws whatever it likes at what cannot be so. */
        T read();

        /** Over what was read. */
        long checksum(T read);
    }

    /**
     * Reads a row and compares.
     *
     * @param stored the checksum beside it
     * @param place of the row, for a person; asked only if it is damaged
     * @throws StorageException if it is damaged, {@code CORRUPT}
     */
    static <T> T checked(String table, Supplier<Object> place, long stored, Row<T> row) {
        try {
            return whole(table, place, stored, row);
        } catch (Damaged damaged) {
            throw damaged.said();
        }
    }

    /** As {@link #checked}, for who goes on with the rest. */
    static <T> T whole(String table, Supplier<Object> place, long stored, Row<T> row) {
        T read;
        long sum;
        try {
            read = row.read();
            sum = row.checksum(read);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Damaged(table, place.get(), "it holds what no such entry can hold", e);
        }
        if (stored != NONE && stored != sum) {
            throw new Damaged(table, place.get(), "its checksum is another one than that of what it holds", null);
        }
        return read;
    }
}
