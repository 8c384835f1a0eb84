package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import okio.Buffer;
import okio.BufferedSource;

/**
 * The server's half of WebSocket framing (RFC 6455), without extensions. It is written by hand because a server that plays faults must
 * also be able to leave a ping unanswered, and to end a connection in the middle of a frame.
 */
public final class Frames {
    /** A piece of a message that began before. */
    public static final int CONTINUATION = 0;

    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final String SECRET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int NO_CODE = 1005;
    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private Frames() {}

    /**
     * A frame.
     *
     * @param kind one of the constants
     * @param last whether its message ends with it
     * @param body unmasked
     */
    public record Frame(int kind, boolean last, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * What the server answers to the key of a handshake.
     *
     * @param key of {@code Sec-WebSocket-Key}
     * @return the value of {@code Sec-WebSocket-Accept}
     */
    public static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + SECRET).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a frame of a client.
     *
     * @param source blocks until it is whole
     * @return the frame
     * @throws IOException if there is none, or it is not masked
     */
    public static Frame read(BufferedSource source) throws IOException {
        int head = source.readByte();
        int second = source.readByte() & 0xff;
        if ((second & MASKED) == 0) {
            throw new IOException("a client's frame must be masked");
        }
        long length = second & ~MASKED;
        if (length == SHORT) {
            length = source.readShort() & 0xffff;
        } else if (length == LONG) {
            length = source.readLong();
        }
        byte[] mask = source.readByteArray(4);
        byte[] body = source.readByteArray(length);
        for (int i = 0; i < body.length; i++) {
            body[i] ^= mask[i % 4];
        }
        return new Frame(head & 0xf, (head & LAST) != 0, body);
    }

    /**
     * A whole message as a frame.
     *
     * @param kind one of the constants
     * @param body of the frame
     * @return the bytes
     */
    public static byte[] bytes(int kind, byte[] body) {
        Buffer out = new Buffer().writeByte(kind | LAST);
        if (body.length < SHORT) {
            out.writeByte(body.length);
        } else if (body.length <= 0xffff) {
            out.writeByte(SHORT).writeShort(body.length);
        } else {
            out.writeByte(LONG).writeLong(body.length);
        }
        return out.write(body).readByteArray();
    }

    /**
     * The body of a closing frame.
     *
     * @param code such as 1000; 1005 for none
     * @param reason for a person
     * @return the bytes
     */
    public static byte[] closing(int code, String reason) {
        return code == NO_CODE
                ? new byte[0]
                : new Buffer().writeShort(code).writeUtf8(reason).readByteArray();
    }
}
