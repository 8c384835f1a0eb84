package dev.mooring.sync.testing.changeset;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The bytes of a primary key: how many columns, and of each its type, the width of what follows, and its value. */
public final class PackedKey {
    private static final int INTEGER = 1;
    private static final int FLOAT = 2;
    private static final int TEXT = 3;
    private static final int BLOB = 4;
    private static final int NULL = 5;

    private PackedKey() {}

    /**
     * Packs the values of a key.
     *
     * @param values as in {@link Cell#value}
     * @return the bytes
     */
    public static Bytes write(List<? extends @Nullable Object> values) {
        Buffer out = new Buffer().writeByte(values.size());
        for (Object value : values) {
            if (value == null) {
                out.writeByte(NULL);
            } else if (value instanceof Long number) {
                head(out, INTEGER, number);
            } else if (value instanceof Double number) {
                out.writeByte(FLOAT).writeLong(Double.doubleToRawLongBits(number));
            } else if (value instanceof String text) {
                ByteString utf8 = ByteString.encodeUtf8(text);
                head(out, TEXT, utf8.size());
                out.write(utf8);
            } else {
                byte[] blob = (byte[]) value;
                head(out, BLOB, blob.length);
                out.write(blob);
            }
        }
        return Bytes.of(out.readByteArray());
    }

    /** In as few bytes as the number has without its sign; none for zero. */
    private static void head(Buffer out, int type, long number) {
        int width = (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / 8;
        out.writeByte(width << 3 | type);
        for (int i = width - 1; i >= 0; i--) {
            out.writeByte((int) (number >>> (8 * i)));
        }
    }

    /**
     * Unpacks a key.
     *
     * @param key the bytes
     * @return its values, as in {@link Cell#value}
     * @throws IllegalArgumentException if they are none
     */
    public static List<@Nullable Object> read(Bytes key) {
        Buffer in = new Buffer().write(key.toArray());
        try {
            int columns = in.readByte() & 0xff;
            List<@Nullable Object> values = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                int head = in.readByte() & 0xff;
                values.add(value(in, head & 7, head >> 3));
            }
            if (!in.exhausted()) {
                throw new IllegalArgumentException("more than a key: " + key);
            }
            return values;
        } catch (EOFException e) {
            throw new IllegalArgumentException("half a key: " + key, e);
        }
    }

    private static @Nullable Object value(Buffer in, int type, int width) throws EOFException {
        return switch (type) {
            case INTEGER -> number(in, width);
            case FLOAT -> Double.longBitsToDouble(in.readLong());
            case TEXT -> in.readUtf8(number(in, width));
            case BLOB -> in.readByteArray(number(in, width));
            case NULL -> null;
            default -> throw new IllegalArgumentException("key type " + type);
        };
    }

    private static long number(Buffer in, int width) throws EOFException {
        long number = 0;
        in.require(width);
        for (int i = 0; i < width; i++) {
            number = number << 8 | (in.readByte() & 0xff);
        }
        return number;
    }
}
