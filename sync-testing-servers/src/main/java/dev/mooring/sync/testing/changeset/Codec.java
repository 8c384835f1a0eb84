package dev.mooring.sync.testing.changeset;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of frames, both ways. It reads what a library for a browser would read: what is too short or of an unknown tag or type throws
 * {@link IllegalArgumentException}; what stands behind the last field is not looked at.
 */
public final class Codec {
    private static final int SITE = 16;

    private interface Reading<T> {
        T read() throws EOFException;
    }

    private Codec() {}

    // ---- writing

    /**
     * Writes a frame.
     *
     * @param message what it says
     * @return its bytes
     */
    public static byte[] write(Message message) {
        Buffer out = new Buffer();
        if (message instanceof Message.Announce announce) {
            site(out.writeByte(1), announce.sender());
            varUint(out, announce.seen().size());
            for (Message.Seen seen : announce.seen()) {
                site(out, seen.site());
                varInt(out.writeLong(seen.version()), seen.seq());
            }
            text(out, announce.schemaName());
            out.writeLong(announce.schemaVersion());
        } else if (message instanceof Message.Changes changes) {
            site(out.writeByte(2), changes.sender());
            varInt(out.writeLong(changes.since()), changes.seq());
            varUint(out, changes.cells().size());
            changes.cells().forEach(cell -> cell(out, cell));
        } else if (message instanceof Message.Reject reject) {
            site(out.writeByte(3), reject.whose());
            varInt(out.writeLong(reject.since()), reject.seq());
        } else if (message instanceof Message.Start start) {
            varInt(out.writeByte(4).writeLong(start.since()), start.seq());
            varUint(out, start.exclude().size());
            start.exclude().forEach(one -> site(out, one));
            out.writeByte(start.localOnly() ? 1 : 0);
        } else if (message instanceof Message.Status status) {
            status(out.writeByte(12), status);
        } else {
            out.writeByte(message instanceof Message.Ping ? 7 : 8);
        }
        return out.readByteArray();
    }

    private static void status(Buffer out, Message.Status status) {
        out.writeByte(status.ok() ? 1 : 0);
        optional(out, status.site(), site -> bytes(out, site.toArray()));
        optional(out, status.schemaName(), name -> text(out, name));
        optional(out, status.schemaVersion(), out::writeLong);
        optional(out, status.schemaHash(), hash -> text(out, hash));
        optional(out, status.stage(), stage -> text(out, stage));
        optional(out, status.ack(), out::writeLong);
        optional(out, status.reason(), reason -> text(out, reason));
        optional(out, status.words(), words -> text(out, words));
    }

    private static <T> void optional(Buffer out, @Nullable T value, Consumer<T> write) {
        out.writeByte(value == null ? 0 : 1);
        if (value != null) {
            write.accept(value);
        }
    }

    private static void cell(Buffer out, Cell cell) {
        text(out, cell.table());
        bytes(out, cell.key().toArray());
        text(out, cell.column());
        value(out, cell.value());
        out.writeLong(cell.colVersion())
                .writeLong(cell.dbVersion())
                .writeByte(0)
                .writeLong(cell.causal());
        varInt(out, cell.seq());
    }

    private static void value(Buffer out, @Nullable Object value) {
        if (value == null) {
            out.writeByte(0);
        } else if (value instanceof Long number) {
            out.writeByte(1).writeLong(number);
        } else if (value instanceof Double number) {
            out.writeByte(2).writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof String text) {
            text(out.writeByte(3), text);
        } else {
            bytes(out.writeByte(5), (byte[]) value);
        }
    }

    private static void site(Buffer out, Bytes site) {
        out.write(site.toArray());
    }

    private static void bytes(Buffer out, byte[] bytes) {
        varUint(out, bytes.length);
        out.write(bytes);
    }

    private static void text(Buffer out, String text) {
        ByteString utf8 = ByteString.encodeUtf8(text);
        varUint(out, utf8.size());
        out.write(utf8);
    }

    private static void varUint(Buffer out, long number) {
        long left = number;
        while (left > 0x7f) {
            out.writeByte((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    private static void varInt(Buffer out, long number) {
        long left = Math.abs(number);
        out.writeByte((left > 0x3f ? 0x80 : 0) | (number < 0 ? 0x40 : 0) | (int) (left & 0x3f));
        left >>>= 6;
        while (left > 0) {
            out.writeByte((left > 0x7f ? 0x80 : 0) | (int) (left & 0x7f));
            left >>>= 7;
        }
    }

    // ---- reading

    /**
     * Reads a frame.
     *
     * @param frame its bytes
     * @return what it says
     * @throws IllegalArgumentException if it cannot be read
     */
    public static Message read(byte[] frame) {
        try {
            return message(new Buffer().write(frame));
        } catch (EOFException e) {
            throw new IllegalArgumentException("the frame ends too early", e);
        }
    }

    private static Message message(Buffer in) throws EOFException {
        int tag = u8(in);
        return switch (tag) {
            case 1 -> new Message.Announce(site(in), list(in, () -> seen(in)), text(in), i64(in));
            case 2 -> new Message.Changes(site(in), i64(in), varInt(in), list(in, () -> cell(in)));
            case 3 -> new Message.Reject(site(in), i64(in), varInt(in));
            case 4 -> new Message.Start(i64(in), varInt(in), list(in, () -> site(in)), u8(in) == 1);
            case 7 -> new Message.Ping();
            case 8 -> new Message.Pong();
            case 12 ->
                new Message.Status(
                        u8(in) == 1,
                        optional(in, () -> Bytes.of(bytes(in))),
                        optional(in, () -> text(in)),
                        optional(in, () -> i64(in)),
                        optional(in, () -> text(in)),
                        optional(in, () -> text(in)),
                        optional(in, () -> i64(in)),
                        optional(in, () -> text(in)),
                        optional(in, () -> text(in)));
            default -> throw new IllegalArgumentException("tag " + tag);
        };
    }

    private static Message.Seen seen(Buffer in) throws EOFException {
        return new Message.Seen(site(in), i64(in), varInt(in));
    }

    private static Cell cell(Buffer in) throws EOFException {
        String table = text(in);
        Bytes key = Bytes.of(bytes(in));
        String column = text(in);
        Object value = value(in);
        long colVersion = i64(in);
        long dbVersion = i64(in);
        int siteType = u8(in);
        if (siteType == 5) {
            site(in); // The receiver puts the sender in its place.
        } else if (siteType != 0) {
            throw new IllegalArgumentException("site type " + siteType);
        }
        return new Cell(table, key, column, value, colVersion, dbVersion, i64(in), varInt(in));
    }

    private static @Nullable Object value(Buffer in) throws EOFException {
        int type = u8(in);
        return switch (type) {
            case 0 -> null;
            case 1 -> i64(in);
            case 2 -> Double.longBitsToDouble(i64(in));
            case 3 -> text(in);
            case 4 -> (long) u8(in);
            case 5 -> bytes(in);
            default -> throw new IllegalArgumentException("value type " + type);
        };
    }

    private static <T> @Nullable T optional(Buffer in, Reading<T> read) throws EOFException {
        return in.exhausted() || u8(in) == 0 ? null : read.read();
    }

    private static <T> List<T> list(Buffer in, Reading<T> read) throws EOFException {
        int count = varUint(in);
        List<T> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(read.read());
        }
        return list;
    }

    private static int u8(Buffer in) throws EOFException {
        return in.readByte() & 0xff;
    }

    private static long i64(Buffer in) throws EOFException {
        return in.readLong();
    }

    private static Bytes site(Buffer in) throws EOFException {
        return Bytes.of(in.readByteString(SITE).toByteArray());
    }

    private static byte[] bytes(Buffer in) throws EOFException {
        int length = varUint(in);
        return in.readByteString(length).toByteArray();
    }

    private static String text(Buffer in) throws EOFException {
        int length = varUint(in);
        return in.readByteString(length).utf8();
    }

    private static int varUint(Buffer in) throws EOFException {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = u8(in);
            number |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return whole(number);
            }
        }
        throw new IllegalArgumentException("a number without an end");
    }

    private static int varInt(Buffer in) throws EOFException {
        int first = u8(in);
        long number = first & 0x3f;
        int next = first;
        for (int shift = 6; (next & 0x80) != 0 && shift < Long.SIZE; shift += 7) {
            next = u8(in);
            number |= (long) (next & 0x7f) << shift;
        }
        return whole((first & 0x40) == 0 ? number : -number);
    }

    private static int whole(long number) {
        if (number != (int) number) {
            throw new IllegalArgumentException("too large: " + number);
        }
        return (int) number;
    }
}
