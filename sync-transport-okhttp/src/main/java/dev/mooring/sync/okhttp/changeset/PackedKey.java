package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;

/**
 * The key of a row in one piece: the number of its columns, and for each of them its type, the width of what follows, and that. A number
 * has as many bytes as it has to have, taken without its sign: a negative one has 8.
 */
final class PackedKey {
    private static final int WHOLE = 1;
    private static final int REAL = 2;
    private static final int TEXT = 3;
    private static final int BLOB = 4;
    private static final int NULL = 5;

    private static final int MOST_COLUMNS = 255;
    private static final int WIDEST = 8;

    private PackedKey() {}

    /**
     * The values of a key.
     *
     * @throws ProtocolException if it is none, saying why
     */
    static List<Value> read(ByteString packed) {
        Buffer from = new Buffer().write(packed);
        try {
            int columns = from.readByte() & 0xff;
            List<Value> values = new ArrayList<>();
            for (int n = columns; n > 0; n--) {
                values.add(value(from));
            }
            if (values.isEmpty() || !from.exhausted()) {
                throw unreadable(values.isEmpty() ? "it has no column" : "it goes on behind its last column");
            }
            return values;
        } catch (EOFException e) {
            throw unreadable("it ends too early");
        }
    }

    private static Value value(Buffer from) throws EOFException {
        int head = from.readByte() & 0xff;
        int width = head >> 3;
        int type = head & 7;
        if (width > ((type == REAL || type == NULL) ? 0 : WIDEST)) {
            throw unreadable("a column of type " + type + " has the width " + width);
        }
        return switch (type) {
            case WHOLE -> new Value.Whole(number(from, width));
            case REAL -> new Value.Real(Double.longBitsToDouble(number(from, WIDEST)));
            case TEXT -> text(bytes(from, width));
            case BLOB -> new Value.Blob(bytes(from, width));
            case NULL -> Value.NULL;
            default -> throw unreadable("a column has the type " + type);
        };
    }

    private static long number(Buffer from, int width) throws EOFException {
        long number = 0;
        for (int n = width; n > 0; n--) {
            number = (number << 8) | (from.readByte() & 0xff);
        }
        return number;
    }

    private static ByteString bytes(Buffer from, int width) throws EOFException {
        long length = number(from, width);
        if (length < 0 || length > from.size()) {
            throw unreadable("a column goes beyond its end");
        }
        return from.readByteString(length);
    }

    private static Value text(ByteString utf8) {
        String text = utf8.utf8();
        if (!ByteString.encodeUtf8(text).equals(utf8)) {
            throw unreadable("a column is no UTF-8");
        }
        return new Value.Text(text);
    }

    private static ProtocolException unreadable(String why) {
        return new ProtocolException("a key cannot be read: " + why, null);
    }

    /**
     * The key of some values.
     *
     * @param values at least one, at most 255
     */
    static ByteString write(List<Value> values) {
        if (values.isEmpty() || values.size() > MOST_COLUMNS) {
            throw new IllegalArgumentException("a key has " + values.size() + " columns");
        }
        Buffer to = new Buffer().writeByte(values.size());
        values.forEach(value -> write(to, value));
        return to.readByteString();
    }

    private static void write(Buffer to, Value value) {
        if (value instanceof Value.Whole whole) {
            write(to, WHOLE, whole.number());
        } else if (value instanceof Value.Bool bool) {
            write(to, WHOLE, bool.isTrue() ? 1 : 0);
        } else if (value instanceof Value.Real real) {
            to.writeByte(REAL).writeLong(Double.doubleToRawLongBits(real.number()));
        } else if (value instanceof Value.Text text) {
            ByteString utf8 = ByteString.encodeUtf8(text.text());
            write(to, TEXT, utf8.size());
            to.write(utf8);
        } else if (value instanceof Value.Blob blob) {
            write(to, BLOB, blob.bytes().size());
            to.write(blob.bytes());
        } else {
            to.writeByte(NULL);
        }
    }

    private static void write(Buffer to, int type, long number) {
        int width = (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / 8;
        to.writeByte((width << 3) | type);
        for (int n = width - 1; n >= 0; n--) {
            to.writeByte((int) (number >>> (8 * n)) & 0xff);
        }
    }
}
