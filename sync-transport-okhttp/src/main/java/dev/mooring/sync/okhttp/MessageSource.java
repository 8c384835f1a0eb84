package dev.mooring.sync.okhttp;

import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import okio.Source;
import okio.Timeout;

/**
 * The messages of a WebSocket's server, one after the other, each read while it comes (RFC 6455). What stands between the parts of a message
 * is handled here. Not thread-safe.
 */
final class MessageSource implements Source {
    /** The length of a message in several parts. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTINUED = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MOST_CONTROL = 125;

    private final BufferedSource from;
    private final Control control;
    private int opcode;
    private boolean last = true;
    private long left;

    /** What is no message. */
    interface Control {
        void ping(ByteString payload);

        void pong();

        void closed(int code, String reason);

        /** Bytes came. */
        void alive();
    }

    /** What is no WebSocket. */
    static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    MessageSource(BufferedSource from, Control control) {
        this.from = from;
        this.control = control;
    }

    /**
     * Waits for the next message.
     *
     * @return false if there is none, as the server has closed
     */
    boolean next() throws IOException {
        while (true) {
            int read = header();
            if (read == CLOSE) {
                return false;
            }
            if (read == CONTINUED) {
                throw new Broken("a part of no message");
            }
            if (read > 0) {
                opcode = read;
                return true;
            }
        }
    }

    boolean isBinary() {
        return opcode == BINARY;
    }

    long length() {
        return last ? left : UNKNOWN;
    }

    /** Passes over what is left of a message. */
    void skip() throws IOException {
        Buffer sink = new Buffer();
        while (read(sink, 1 << 16) >= 0) {
            sink.clear();
        }
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        while (left == 0) {
            if (last) {
                return -1;
            }
            int read = header();
            if (read == CLOSE) {
                throw new IOException("closed inside of a message");
            }
            if (read > 0) {
                throw new Broken("a message inside of another one");
            }
        }
        long count = from.read(sink, Math.min(byteCount, left));
        if (count < 0) {
            throw new IOException("ended inside of a message");
        }
        left -= count;
        control.alive();
        return count;
    }

    /** Reads the head of a frame. Returns its opcode, or -1 if it was one that is handled. */
    private int header() throws IOException {
        try {
            int first = from.readByte() & 0xff;
            int second = from.readByte() & 0xff;
            int code = first & 0xf;
            boolean known = code <= BINARY || (code >= CLOSE && code <= PONG);
            if ((first & RESERVED) != 0 || (second & MASKED) != 0 || !known) {
                throw new Broken("a frame that is none");
            }
            long length = length(second);
            if (code >= CLOSE) {
                return control(code, (first & FINAL) != 0, length);
            }
            last = (first & FINAL) != 0;
            left = length;
            return code;
        } catch (EOFException e) {
            throw new IOException("ended without being closed");
        }
    }

    private long length(int second) throws IOException {
        int length = second & 0x7f;
        if (length <= MOST_CONTROL) {
            return length;
        }
        long longer = length == MOST_CONTROL + 1 ? from.readShort() & 0xffff : from.readLong();
        if (longer < 0) {
            throw new Broken("a frame of a negative length");
        }
        return longer;
    }

    private int control(int code, boolean whole, long length) throws IOException {
        if (!whole || length > MOST_CONTROL) {
            throw new Broken("a frame of control in parts");
        }
        Buffer payload = new Buffer();
        from.readFully(payload, length);
        control.alive();
        if (code == PING) {
            control.ping(payload.readByteString());
        } else if (code == PONG) {
            control.pong();
        } else {
            int why = payload.size() < 2 ? 1005 : payload.readShort() & 0xffff;
            control.closed(why, payload.readUtf8());
            return CLOSE;
        }
        return -1;
    }

    @Override
    public Timeout timeout() {
        return from.timeout();
    }

    @Override
    public void close() {}

    /** A frame of a client, whole. */
    static Buffer frame(int opcode, ByteString payload, int mask) {
        Buffer frame = new Buffer().writeByte(FINAL | opcode);
        int size = payload.size();
        if (size <= MOST_CONTROL) {
            frame.writeByte(MASKED | size);
        } else if (size <= 0xffff) {
            frame.writeByte(MASKED | (MOST_CONTROL + 1)).writeShort(size);
        } else {
            frame.writeByte(MASKED | (MOST_CONTROL + 2)).writeLong(size);
        }
        byte[] bytes = payload.toByteArray();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (mask >>> (24 - 8 * (i & 3)));
        }
        return frame.writeInt(mask).write(bytes);
    }

    static Buffer binary(ByteString payload, int mask) {
        return frame(BINARY, payload, mask);
    }

    static Buffer ping(int mask) {
        return frame(PING, ByteString.EMPTY, mask);
    }

    static Buffer pong(ByteString payload, int mask) {
        return frame(PONG, payload, mask);
    }

    static Buffer close(int code, int mask) {
        return frame(CLOSE, new Buffer().writeShort(code).readByteString(), mask);
    }
}
