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

    final BaseUrl base;
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
        this.base = new BaseUrl(baseUrl);
    }

    /**
     * Names the server in the {@linkplain dev.mooring.sync.ServerIdentity identity}; the base URL by default. A storage is bound to this
     * name, so give one if the server's address may change.
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
     * Allows plain {@code http} to another machine. Anybody on the network path can then read and change what is sent, the credential
     * included. Use it in a trusted network or for development. Plain http to this machine itself ({@code localhost}, {@code 127.0.0.0/8},
     * {@code ::1}) is always allowed.
     *
     * @return this
     */
    public OkHttpTransportBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /**
     * Sets the app's own OkHttp client. Its pool, dispatcher, DNS, proxy, TLS, protocols and interceptors are used. Its retries, redirects,
     * cache, authenticator and timeouts are not. It is never closed.
     *
     * @param okHttp the client
     * @return this
     */
    public OkHttpTransportBuilder client(OkHttpClient okHttp) {
        this.client = Objects.requireNonNull(okHttp, "client");
        return this;
    }

    /**
     * Sets where the credential comes from. By default requests carry none.
     *
     * @param source may be shared by several transports
     * @return this
     */
    public OkHttpTransportBuilder credentials(Credentials source) {
        this.credentials = Objects.requireNonNull(source, "credentials");
        return this;
    }

    /**
     * Sets how long it may take to open a connection; 10 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder connectTimeout(Duration timeout) {
        this.connect = positive("connect timeout", timeout);
        return this;
    }

    /**
     * Sets how long nothing may be received, or nothing can be sent; 30 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder readTimeout(Duration timeout) {
        this.read = positive("read timeout", timeout);
        return this;
    }

    /**
     * Sets how long a request other than a pull may take, from its start to the end of its answer; 60 s by default.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder callTimeout(Duration timeout) {
        this.call = positive("call timeout", timeout);
        return this;
    }

    /**
     * Sets how long a pull may take; 10 minutes by default. Its answer is applied while it is read. The next pull goes on where one that
     * ran out of time has stopped.
     *
     * @param timeout positive
     * @return this
     */
    public OkHttpTransportBuilder pullTimeout(Duration timeout) {
        this.pull = positive("pull timeout", timeout);
        return this;
    }

    /**
     * Sets how large one value in an answer may be, such as an entity, a row or an operation; 16 MiB by default. Space between the parts of
     * an operation does not count. The answer as a whole is not bounded. A mutation has the same bound, so that what is written here can be
     * read again.
     *
     * @param bytes positive
     * @return this
     */
    public OkHttpTransportBuilder maxValueBytes(long bytes) {
        this.maxValueBytes = positive("largest value", bytes);
        return this;
    }

    /**
     * Sets by what factor a gzip-encoded answer may grow when it is unpacked; 200 by default. It is checked only when 64 MiB were unpacked
     * without one whole slice of changes.
     *
     * @param factor positive
     * @return this
     */
    public OkHttpTransportBuilder maxExpansion(int factor) {
        this.maxExpansion = (int) positive("largest expansion", factor);
        return this;
    }

    /**
     * Sets the User-Agent header; {@code mooring} by default.
     *
     * @param value ASCII
     * @return this
     */
    public OkHttpTransportBuilder userAgent(String value) {
        this.userAgent = Objects.requireNonNull(value, "user agent");
        return this;
    }

    /**
     * Sets the wall clock that a Retry-After date is compared with if the answer has no Date header; the system's by default.
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
     *     {@linkplain #allowPlainHttp allowed}
     */
    public OkHttpTransport build() {
        if (!mayCarry(base.isHttps(), base.host())) {
            throw new IllegalArgumentException("plain http to " + base.host()
                    + " would show data and credential to everybody on the way: use https, or accept it by"
                    + " allowPlainHttp()");
        }
        OkHttpClient given = client;
        Duration toConnect = connect;
        Duration toRead = read;
        return new OkHttpTransport(this, new ClientSource(() -> client(given, toConnect, toRead), given == null));
    }

    private static OkHttpClient client(@Nullable OkHttpClient given, Duration connect, Duration read) {
        OkHttpClient.Builder http = given == null ? new OkHttpClient.Builder() : given.newBuilder();
        if (given == null || given.socketFactory() == SocketFactory.getDefault()) {
            http.socketFactory(new PromptClientSockets());
        }
        return http.retryOnConnectionFailure(true) // Only of what has no body, see OkHttpTransport.
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cache(null)
                .connectTimeout(connect)
                .readTimeout(read)
                .writeTimeout(read)
                .callTimeout(Duration.ZERO)
                .addNetworkInterceptor(Attempt::intercept)
                .build();
    }

    /** Whether a credential may go there: over https, within this machine, or where the app allows it. */
    boolean mayCarry(HttpUrl url) {
        return mayCarry(url.isHttps(), url.host());
    }

    private boolean mayCarry(boolean https, String host) {
        return https || plainHttp || isThisMachine(host);
    }

    /** Names are not looked up: a name that means this machine here may mean another one elsewhere. */
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

    /** The limits of one answer. */
    record Limits(Duration call, Duration pull, long maxValueBytes, int maxExpansion) {
        Duration whole(Ask ask) {
            return ask instanceof Ask.Pull ? pull : call;
        }

        /** The time for an ask in nanoseconds; a longer time than 292 years counts as that. */
        long nanos(Ask ask) {
            return TimeUnit.MILLISECONDS.toNanos(whole(ask).toMillis());
        }
    }
}
