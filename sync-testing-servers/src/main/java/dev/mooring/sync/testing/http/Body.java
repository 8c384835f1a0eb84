package dev.mooring.sync.testing.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of an answer: a text around rows of a log. The rows are not copied. A body of a million events costs an array of references.
 * Immutable; may be read more than once.
 */
public final class Body {
    private static final byte[][] NO_ROWS = {};
    private static final byte[] NOTHING = {};
    private static final byte[] COMMA = {','};

    private final byte[] head;
    private final byte[][] rows;
    private final byte[] between;
    private final byte[] tail;

    private Body(byte[] head, byte[][] rows, byte[] between, byte[] tail) {
        this.head = head;
        this.rows = rows;
        this.between = between;
        this.tail = tail;
    }

    public static Body of(byte[] bytes) {
        return new Body(bytes, NO_ROWS, NOTHING, NOTHING);
    }

    /** Pieces one after another, for an answer with several lists of rows. */
    public static Body inOrder(byte[][] pieces) {
        return new Body(NOTHING, pieces, NOTHING, NOTHING);
    }

    /** Rows with commas between them, inside two texts. */
    public static Body around(String head, byte[][] rows, String tail) {
        return new Body(head.getBytes(StandardCharsets.UTF_8), rows, COMMA, tail.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * How long it is.
     *
     * @return bytes
     */
    public long length() {
        long sum = (long) head.length + tail.length + (long) between.length * Math.max(0, rows.length - 1);
        for (byte[] row : rows) {
            sum += row.length;
        }
        return sum;
    }

    /**
     * Writes it.
     *
     * @param out not closed
     * @throws IOException of the stream
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        for (int i = 0; i < rows.length; i++) {
            if (i > 0) {
                out.write(between);
            }
            out.write(rows[i]);
        }
        out.write(tail);
    }

    /**
     * All of it.
     *
     * @return a copy; for small bodies
     */
    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) length());
        try {
            writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /**
     * Reads it piece by piece.
     *
     * @return from the beginning; nothing to close
     */
    public InputStream open() {
        return new Pieces();
    }

    /** Piece 0 is the head, the last one the tail, the rows and what stands between them lie between. */
    private final class Pieces extends InputStream {
        private final int count = 2 + Math.max(0, rows.length * 2 - 1);
        private int piece;
        private int at;

        private byte[] current() {
            if (piece == 0) {
                return head;
            }
            if (piece == count - 1) {
                return tail;
            }
            return piece % 2 == 1 ? rows[piece / 2] : between;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int done = 0;
            while (done < length && piece < count) {
                byte[] bytes = current();
                int n = Math.min(length - done, bytes.length - at);
                System.arraycopy(bytes, at, into, from + done, n);
                done += n;
                at += n;
                if (at == bytes.length) {
                    piece++;
                    at = 0;
                }
            }
            return done == 0 && length > 0 ? -1 : done;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body && Arrays.equals(bytes(), ((Body) other).bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    @Override
    public String toString() {
        return "Body[" + length() + " bytes]";
    }
}
