package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.Objects;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Makes OkHttp's requests to one server of what its dialect asks. */
final class RequestMaker {
    private final BaseUrl base;
    private final Dialect dialect;
    private final AppCredential credential;
    private final String userAgent;

    RequestMaker(BaseUrl base, Dialect dialect, AppCredential credential, String userAgent) {
        this.base = base;
        this.dialect = dialect;
        this.credential = credential;
        this.userAgent = userAgent;
    }

    Request request(WireRequest wire, @Nullable String current, Attempt attempt) {
        HttpUrl url = Objects.requireNonNull(base.url().resolve(wire.path()), "the dialect's path makes no URL");
        Request.Builder request = new Request.Builder()
                .url(url)
                .method(wire.method(), body(wire))
                .header("Accept-Encoding", "identity") // Else OkHttp asks for gzip and unpacks it unguarded.
                .header("User-Agent", userAgent)
                .tag(Attempt.class, attempt);
        if (wire.body() != null && dialect.namesOrigin()) {
            request.header("Origin", origin(base.url()));
        }
        for (int i = 0; i < wire.headers().size(); i++) {
            request.header(wire.headers().name(i), wire.headers().value(i));
        }
        if (current != null) {
            authorize(request, current, wire);
        }
        return request.build();
    }

    /** OkHttp says what it cannot send, and that is a secret. */
    private void authorize(Request.Builder request, String current, WireRequest wire) {
        try {
            request.header(credential.header(), current);
        } catch (IllegalArgumentException e) {
            throw new TransportException(
                    Kind.AUTH,
                    Delivery.NOT_SENT,
                    null,
                    wire.method() + " " + path(wire) + " was not made: the credential holds what no header "
                            + credential.header() + " can carry; sign in again",
                    null);
        }
    }

    /** Scheme, host and port of a URL, the port only where it is not the scheme's own. */
    static String origin(HttpUrl base) {
        String root = base.newBuilder().encodedPath("/").build().toString();
        return root.substring(0, root.length() - 1);
    }

    /** Whether it goes to the server of the base URL. */
    boolean isHere(WireRequest wire) {
        HttpUrl server = base.url();
        HttpUrl url = server.resolve(wire.path());
        return url != null
                && url.scheme().equals(server.scheme())
                && url.host().equals(server.host())
                && url.port() == server.port();
    }

    private static @Nullable RequestBody body(WireRequest wire) {
        if (wire.body() == null) {
            return null;
        }
        String type = wire.headers().get("Content-Type");
        return new Once(wire.body(), type == null ? null : MediaType.parse(type));
    }

    /** Where a request goes, as it may be said: without its query. */
    String path(WireRequest wire) {
        int query = wire.path().indexOf('?');
        String path = query < 0 ? wire.path() : wire.path().substring(0, query);
        return path.contains("://") ? path : base + path;
    }

    /** A body that OkHttp sends once at most, also where it would send a request again that died with its connection. */
    private static final class Once extends RequestBody {
        private final ByteString bytes;
        private final @Nullable MediaType type;

        Once(ByteString bytes, @Nullable MediaType type) {
            this.bytes = bytes;
            this.type = type;
        }

        @Override
        public @Nullable MediaType contentType() {
            return type;
        }

        @Override
        public long contentLength() {
            return bytes.size();
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
            sink.flush(); // Attempt tells of the end of the body, and by then all of it has left.
        }
    }
}
