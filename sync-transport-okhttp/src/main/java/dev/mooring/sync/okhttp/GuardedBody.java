package dev.mooring.sync.okhttp;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.Buffer;
import okio.ForwardingSource;
import okio.GzipSource;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A response body between the socket and the dialect: unpacks it, stops what grows beyond all measure, and keeps apart a
 * connection that is lost and a body that is garbage.
 *
 * <p>A dialect reads a body through a buffer and takes one value out of it at a time, so the bytes that wait in that buffer
 * are the size of the value that it is looking for the end of. That is what is bounded; the body as a whole is not.
 *
 * <p>A zipped body is a bomb if it grows and grows and nothing comes out of it. A log of payloads that repeat themselves
 * grows a thousandfold, too, but its slices come out.
 */
final class GuardedBody extends ForwardingSource {
    /** So much may come of any factor between two {@linkplain #progressed signs of life}: no slice is that large. */
    private static final long FREE_BYTES = 64 << 20;

    private final Socket socket;
    private final boolean packed;
    private final boolean framed;
    private final long maxValueBytes;
    private final int maxExpansion;
    private long unpackedBytes;
    private @Nullable String excess;

    private GuardedBody(Socket socket, boolean packed, boolean framed, long maxValueBytes, int maxExpansion) {
        super(packed ? new GzipSource(socket) : socket);
        this.socket = socket;
        this.packed = packed;
        this.framed = framed;
        this.maxValueBytes = maxValueBytes;
        this.maxExpansion = maxExpansion;
    }

    /**
     * Guards the body of a response.
     *
     * @throws dev.mooring.sync.spi.ProtocolException if it is in an encoding that was not asked for
     */
    static GuardedBody of(Response response, String attempted, OkHttpTransportBuilder.Limits limits) {
        String encoding = response.header("Content-Encoding", "identity");
        boolean packed = "gzip".equalsIgnoreCase(encoding) || "x-gzip".equalsIgnoreCase(encoding);
        if (!packed && !"identity".equalsIgnoreCase(encoding)) {
            throw ConnectionFailures.garbage(attempted, "a body in an encoding that was not asked for", null);
        }
        Socket body = new Socket(response.body().source());
        return new GuardedBody(body, packed, isFramed(response), limits.maxValueBytes(), limits.maxExpansion());
    }

    /**
     * Whether the length of a body or its chunks tell where it ends; else it ends with the connection, and a broken connection looks
     * like an end.
     */
    private static boolean isFramed(Response response) {
        return response.body().contentLength() >= 0
                || (response.protocol() != Protocol.HTTP_1_1 && response.protocol() != Protocol.HTTP_1_0)
                || "chunked".equalsIgnoreCase(response.header("Transfer-Encoding"));
    }

    /** What the connection threw, if it did: then the rest of the answer is lost, whatever the dialect makes of it. */
    @Nullable
    IOException lost() {
        return socket.lost;
    }

    /**
     * Whether what the dialect found was no answer because the connection broke, however it did: then it is no garbage, only a part.
     *
     * @return what broke; null if the server has said it to its end
     */
    @Nullable
    IOException cut(dev.mooring.sync.spi.ProtocolException found) {
        if (socket.lost != null || framed || excess != null) {
            return socket.lost;
        }
        return found.getCause() instanceof EOFException
                        || (found.getCause() instanceof Exception e && WireResponse.isCut(e))
                ? new IOException("the body ended with its connection", found)
                : null;
    }

    /** Why the body was refused, if it was. */
    @Nullable
    String excess() {
        return excess;
    }

    /** A slice came out. On the reading thread. */
    void progressed() {
        unpackedBytes = 0;
        socket.bytes = 0;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
        if (sink.size() > maxValueBytes) {
            throw refuse("a single value of more than " + maxValueBytes + " bytes (maxValueBytes of the transport)");
        }
        long count = super.read(sink, byteCount);
        if (count > 0) {
            unpackedBytes += count;
            if (packed && unpackedBytes > FREE_BYTES && unpackedBytes / maxExpansion > socket.bytes) {
                throw refuse("a gzip body that unpacks to more than " + maxExpansion + " times its size");
            }
        }
        return count;
    }

    private IOException refuse(String what) {
        excess = what;
        return new ProtocolException(what);
    }

    /** The bytes as they come over the wire. */
    private static final class Socket extends ForwardingSource {
        private long bytes;
        private @Nullable IOException lost;

        Socket(Source body) {
            super(body);
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            try {
                long count = super.read(sink, byteCount);
                bytes += Math.max(count, 0);
                return count;
            } catch (IllegalArgumentException
                    | IllegalStateException e) { // OkHttp trusts what a server says of its body.
                lost = new ProtocolException("malformed: " + e);
                throw lost;
            } catch (IOException e) {
                lost = e;
                // An EOFException from here would look to a dialect like the end of a whole answer.
                throw e instanceof EOFException ? new IOException("the connection was lost", e) : e;
            }
        }
    }
}
