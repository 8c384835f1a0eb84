package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.okhttp.json.TooLarge;
import dev.mooring.sync.spi.ProtocolException;
import java.io.EOFException;
import java.io.IOException;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads what frames are made of, while they come. No length and no count is believed before the rest of the frame has room for it, and
 * nothing is allocated by one. A lost connection is an {@link IOException}, whatever is not the protocol a {@link ProtocolException}.
 */
final class FrameReader {
    /** The length of a frame whose end is not known yet. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final String BEYOND = " goes beyond the end of the frame";
    private static final int MORE = 0x80;
    private static final int NEGATIVE = 0x40;
    private static final int LAST_SHIFT = 63;

    private final BufferedSource from;
    private final long length;
    private final long maxValueBytes;
    private long done;

    /**
     * At the beginning of a frame.
     *
     * @param from ends where the frame does, if its length is not known
     * @param length of the frame, or {@link #UNKNOWN}
     * @param maxValueBytes how large a value may be
     */
    FrameReader(BufferedSource from, long length, long maxValueBytes) {
        this.from = from;
        this.length = length;
        this.maxValueBytes = maxValueBytes;
    }

    /** How many bytes of the frame are read. */
    long done() {
        return done;
    }

    boolean isLengthKnown() {
        return length != UNKNOWN;
    }

    long length() {
        return length;
    }

    private void take(long count, String what) throws IOException {
        if (count > length - done) {
            throw garbage(what + BEYOND);
        }
        try {
            from.require(count);
        } catch (EOFException e) {
            throw garbage(what + BEYOND);
        }
        done += count;
    }

    boolean isAtEnd() throws IOException {
        return length == UNKNOWN ? from.exhausted() : done == length;
    }

    void end() throws IOException {
        if (!isAtEnd()) {
            throw garbage("the frame goes on behind its last field");
        }
    }

    int u8(String what) throws IOException {
        take(1, what);
        return from.readByte() & 0xff;
    }

    boolean bool(String what) throws IOException {
        int value = u8(what);
        if (value > 1) {
            throw garbage(what + " is " + value + " and not 0 or 1");
        }
        return value == 1;
    }

    long i64(String what) throws IOException {
        take(8, what);
        return from.readLong();
    }

    /** One that is not below the least. */
    long i64(String what, long least) throws IOException {
        return atLeast(what, i64(what), least);
    }

    private static long atLeast(String what, long value, long least) {
        if (value < least) {
            throw garbage(what + " is " + value);
        }
        return value;
    }

    long varUint(String what) throws IOException {
        return groups(what, 0, 0);
    }

    /** The groups of 7 bits behind those that are read. */
    private long groups(String what, long before, int shifted) throws IOException {
        long value = before;
        int shift = shifted;
        while (true) {
            int next = u8(what);
            long bits = next & 0x7f;
            if (shift > LAST_SHIFT || bits << shift >>> shift != bits || (bits << shift) < 0) {
                throw garbage(what + " is longer than a number of 63 bits");
            }
            value |= bits << shift;
            if ((next & MORE) == 0) {
                return value;
            }
            shift += 7;
        }
    }

    /** One that is not negative. */
    long varInt(String what) throws IOException {
        int first = u8(what);
        long value = first & 0x3f;
        if ((first & MORE) != 0) {
            value = groups(what, value, 6);
        }
        return atLeast(what, (first & NEGATIVE) == 0 ? value : -value, 0);
    }

    /** A count of what has at least so many bytes each. */
    int count(String what, int bytesEach) throws IOException {
        long count = varUint(what);
        if (count > Integer.MAX_VALUE || count > (length - done) / bytesEach) {
            throw garbage(what + " is " + count + ", and the frame has no room for them");
        }
        return (int) count;
    }

    String text(String what) throws IOException {
        return text(what, size(what));
    }

    private String text(String what, int bytes) throws IOException {
        ByteString utf8 = from.readByteString(bytes);
        String text = utf8.utf8();
        if (text.indexOf('\ufffd') >= 0 && !ByteString.encodeUtf8(text).equals(utf8)) {
            throw garbage(what + " is no UTF-8");
        }
        return text;
    }

    ByteString bytes(String what) throws IOException {
        return from.readByteString(size(what));
    }

    /** The length of what comes next, which is there. */
    private int size(String what) throws IOException {
        int bytes = count(what + "'s length", 1);
        if (bytes > maxValueBytes) {
            throw garbage(what + " " + TooLarge.words(maxValueBytes));
        }
        take(bytes, what);
        return bytes;
    }

    /** One that is too large is passed over, so that nothing behind it waits. */
    private Value text() throws IOException {
        int bytes = count("a text's length", 1);
        if (bytes > maxValueBytes) {
            return pass(bytes, "a text");
        }
        take(bytes, "a text");
        return new Value.Text(text("a text", bytes));
    }

    private Value blob() throws IOException {
        int bytes = count("a blob's length", 1);
        if (bytes > maxValueBytes) {
            return pass(bytes, "a blob");
        }
        take(bytes, "a blob");
        return new Value.Blob(from.readByteString(bytes));
    }

    private Value pass(int bytes, String what) throws IOException {
        try {
            from.skip(bytes);
        } catch (EOFException e) {
            throw garbage(what + BEYOND);
        }
        done += bytes;
        return new Value.TooLarge(maxValueBytes);
    }

    ByteString site(String what) throws IOException {
        take(Frame.SITE, what);
        return from.readByteString(Frame.SITE);
    }

    private @Nullable ByteString siteOrNull() throws IOException {
        int type = u8("the type of a site");
        return switch (type) {
            case FrameWriter.NULL -> null;
            case FrameWriter.BLOB -> site("the site of a cell");
            default -> throw garbage("the type of a site is " + type);
        };
    }

    private Value value() throws IOException {
        int type = u8("the type of a value");
        return switch (type) {
            case FrameWriter.NULL -> Value.NULL;
            case FrameWriter.WHOLE -> new Value.Whole(i64("a whole number"));
            case FrameWriter.REAL -> new Value.Real(Double.longBitsToDouble(i64("a real number")));
            case FrameWriter.TEXT -> text();
            case FrameWriter.BOOL -> new Value.Bool(bool("a boolean"));
            case FrameWriter.BLOB -> blob();
            default -> throw garbage("the type of a value is " + type);
        };
    }

    Cell cell() throws IOException {
        return new Cell(
                text("a table's name"),
                bytes("a key"),
                text("a column's name"),
                value(),
                i64("the version of a column", 0),
                i64("the version of a database", 0),
                siteOrNull(),
                i64("the causal length of a row", 1),
                varInt("the seq of a cell"));
    }

    static ProtocolException garbage(String what) {
        return new ProtocolException("the channel brought what is not its protocol: " + what, null);
    }
}
