package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.SocketFactory;
import okhttp3.Authenticator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Builds an {@link OkHttpTransport}. Does no I/O. Not thread-safe. */
public final class OkHttpTransportBuilder {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    final HttpUrl base;
    final Dialect dialect;
    private @Nullable String name;

    @Nullable
    OkHttpClient client;

    @Nullable
    Credentials credentials;

    String userAgent = "mooring";
    Supplier<Instant> clock = Instant::now;
    private Duration connect = Duration.ofSeconds(10);
    private Duration read = Duration.ofSeconds(30);
    private Duration call = Duration.ofSeconds(60);
    private Duration pull = Duration.ofMinutes(10);
    private long maxValueBytes = WireResponse.MAX_VALUE_BYTES;
    private int maxExpansion = 200;
    private boolean plainHttp;

    OkHttpTransportBuilder(String baseUrl, Dialect dialect) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        HttpUrl url = HttpUrl.parse(baseUrl);
        if (url == null
                || url.query() != null
                || url.fragment() != null
                || !url.username().isEmpty()) {
            throw new IllegalArgumentException("the base URL must be http or https, without user, query and fragment"
                    + (url == null ? "" : ", got " + url.redact()));
        }
        this.base = url.encodedPath().endsWith("/")
                ? url
                : url.newBuilder().addPathSegment("").build();
    }

    /**
     * Names the server in the {@linkplain dev.mooring.sync.ServerIdentity identity}; the base URL by default. Give a name
     * where one server is reached under several addresses: a storage is bound to the name.
     *
     * @param serverName never empty
     * @return this
     */
    public OkHttpTransportBuilder serverName(String serverName) {
        if (serverName.isEmpty()) {
            throw new IllegalArgumentException("the name of the server is empty");
        }
        this.name = serverName;
        return this;
    }

    /**
     * Accepts {@code http} to another machine. Anybody on the network path can then read and change what is sent, the credential
     * included. Use it for a server in a trusted network, or for development. To this machine itself ({@code localhost}, {@code
     * 127.0.0.0/8},
     * {@code ::1}) plain http is always accepted.
     *
     * @return this
     */
    public OkHttpTransportBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /**
     * The app's own OkHttp client: its pool, dispatcher, DNS, proxy, TLS, protocols and interceptors are used and it is never
     * closed. Its retries, redirects, cache, authenticator and timeouts are not.
     *
     * @param okHttp the client
     * @return this
     */
    public OkHttpTransportBuilder client(OkHttpClient okHttp) {
        this.client = Objects.requireNonNull(okHttp, "client");
        return this;
    }

    /**
     * Where the credential comes from; none by default.
     *
     * @param source may be shared by several transports
     * @return this
     */
    public OkHttpTransportBuilder credentials(Credentials source) {
        this.credentials = Objects.requireNonNull(source, "credentials");
        return this;
    }

    /**
     * How long it may take to open a connection; 10 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder connectTimeout(Duration timeout) {
        this.connect = positive("connect timeout", timeout);
        return this;
    }

    /**
     * How long the line may be silent, either way; 30 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder readTimeout(Duration timeout) {
        this.read = positive("read timeout", timeout);
        return this;
    }

    /**
     * How long a request may take from its start to the end of its answer; 60 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder callTimeout(Duration timeout) {
        this.call = positive("call timeout", timeout);
        return this;
    }

    /**
     * The same for a pull, whose answer streams and is applied while it is read; 10 min by default. A pull that is cut there
     * goes on where it stopped.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder pullTimeout(Duration timeout) {
        this.pull = positive("pull timeout", timeout);
        return this;
    }

    /**
     * How large one value in an answer may be, such as an entity, a row, or an operation without the spaces that its server puts
     * between its parts; 16 MiB by default. The answer as a whole is not bounded. What is written here is bounded likewise, so
     * that it can be read again.
     *
     * @param bytes positive
     * @return this
     */
    public OkHttpTransportBuilder maxValueBytes(long bytes) {
        this.maxValueBytes = positive("largest value", bytes);
        return this;
    }

    /**
     * By what factor a gzip-encoded answer may grow where it does so for 64 MiB without a whole slice of changes; 200 by
     * default.
     *
     * @param factor positive
     * @return this
     */
    public OkHttpTransportBuilder maxExpansion(int factor) {
        this.maxExpansion = (int) positive("largest expansion", factor);
        return this;
    }

    /**
     * The User-Agent header; {@code mooring} by default.
     *
     * @param value ASCII
     * @return this
     */
    public OkHttpTransportBuilder userAgent(String value) {
        this.userAgent = Objects.requireNonNull(value, "user agent");
        return this;
    }

    /**
     * The wall clock for a Retry-After date whose answer has no Date of its own; the system's by default.
     *
     * @param now thread-safe
     * @return this
     */
    public OkHttpTransportBuilder clock(Supplier<Instant> now) {
        this.clock = Objects.requireNonNull(now, "clock");
        return this;
    }

    /**
     * Builds the transport. Does no I/O.
     *
     * @return the transport
     * @throws IllegalArgumentException if the base URL is plain {@code http} to another machine, and that was not
     *     {@linkplain #allowPlainHttp accepted}
     */
    public OkHttpTransport build() {
        if (!base.isHttps() && !plainHttp && !isThisMachine(base.host())) {
            throw new IllegalArgumentException("plain http to " + base.host()
                    + " would show data and credential to everybody on the way: use https, or accept it by"
                    + " allowPlainHttp()");
        }
        OkHttpClient.Builder http = client == null ? new OkHttpClient.Builder() : client.newBuilder();
        if (client == null || client.socketFactory() == SocketFactory.getDefault()) {
            http.socketFactory(new PromptClientSockets());
        }
        http.retryOnConnectionFailure(true) // Only of what has no body, see OkHttpTransport.
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .connectTimeout(connect)
                .readTimeout(read)
                .writeTimeout(read)
                .callTimeout(Duration.ZERO)
                .addNetworkInterceptor(Attempt::intercept);
        return new OkHttpTransport(this, http.build());
    }

    /** Not by looking the name up: a name that is this machine here is another one elsewhere. */
    private static boolean isThisMachine(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || LOOPBACK.matcher(host).matches();
    }

    String serverName() {
        return name == null ? base.toString() : name;
    }

    Limits limits() {
        return new Limits(call, pull, maxValueBytes, maxExpansion);
    }

    private static Duration positive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }

    private static long positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("the " + what + " must be positive, got " + value);
        }
        return value;
    }

    /** What an answer may cost. */
    record Limits(Duration call, Duration pull, long maxValueBytes, int maxExpansion) {
        Duration whole(Ask ask) {
            return ask instanceof Ask.Pull ? pull : call;
        }

        /** In nanoseconds; three centuries stand for more. */
        long nanos(Ask ask) {
            return TimeUnit.MILLISECONDS.toNanos(whole(ask).toMillis());
        }
    }
}
