package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.LiveDialect.Carrier;
import dev.mooring.sync.okhttp.LiveDialect.Opening;
import dev.mooring.sync.okhttp.LiveDialect.Output;
import dev.mooring.sync.okhttp.LiveDialect.Session;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.OkHttpTransportBuilder;
import dev.mooring.sync.spi.WakeUps;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made channels over OkHttp, for {@link dev.mooring.sync.SyncClientBuilder#wakeUps}. What comes over them wakes and is not kept, read
 * any further or logged.
 *
 * <p>Each connection asks the {@link Credentials} anew. Where the server refuses the credential, it is refreshed once, and the connection is
 * tried once more. No redirect is followed, and no compression is offered. URLs are said and logged without their query. A message that is
 * larger than {@link Builder#maxMessageBytes} ends the connection; it is stopped while it comes if the client's sockets are OkHttp's own.
 *
 * <p>A channel holds nothing while no connection is open. It may serve one client at a time. Thread-safe; the builders are not, and do no
 * I/O.
 */
public final class LiveChannels {
    private static final int WAKE_UP_BYTES = 256 << 10;
    private static final int ROW_BYTES = 4 << 20;
    private static final String TOPIC = "realtime:";

    private LiveChannels() {}

    /**
     * Server-sent events. The server has to send something, a comment such as {@code : beat} will do, at least as often as the client
     * {@linkplain dev.mooring.sync.live.Live#beatEvery beats}; else the stream passes for dead and is opened anew.
     *
     * @param url {@code http} or {@code https}
     * @param name of the events that wake; {@code "*"} for all, {@code "message"} for those without a name
     * @return a builder
     * @throws IllegalArgumentException if the URL is none
     */
    public static Builder events(String url, String name) {
        Objects.requireNonNull(name, "name");
        return new Builder(
                url,
                Carrier.EVENTS,
                out -> new WakeSession(out, (type, text) -> name.equals("*") || name.equals(type), false));
    }

    /**
     * A WebSocket of which each message wakes. It is pinged every 20 s, and ended if the server does not answer that.
     *
     * @param url {@code ws}, {@code wss}, {@code http} or {@code https}
     * @return a builder
     * @throws IllegalArgumentException if the URL is none
     */
    public static Builder webSocket(String url) {
        return new Builder(url, Carrier.WEB_SOCKET, out -> new WakeSession(out, (type, text) -> true, true));
    }

    /**
     * The same, where only some text messages wake.
     *
     * @param url as above
     * @param wakes whether a message does; called on the thread that reads; what it throws counts as true
     * @return a builder
     * @throws IllegalArgumentException if the URL is none
     */
    public static Builder webSocket(String url, Predicate<String> wakes) {
        Objects.requireNonNull(wakes, "wakes");
        return new Builder(
                url, Carrier.WEB_SOCKET, out -> new WakeSession(out, (type, text) -> wakes.test(text), false));
    }

    /**
     * A channel of Phoenix's, as Supabase Realtime speaks it. Say what wakes: {@linkplain PhoenixBuilder#changesOf rows}, {@linkplain
     * PhoenixBuilder#broadcasts broadcasts} or both. The credential goes into the join, and each new one that the app has goes out on the
     * open channel.
     *
     * @param url such as {@code https://project.example.org/realtime/v1}, with or without {@code /websocket} at its end
     * @param topic a name of the app's choice, with or without {@code realtime:} before it
     * @return a builder
     * @throws IllegalArgumentException if the URL is none
     */
    public static PhoenixBuilder phoenix(String url, String topic) {
        return new PhoenixBuilder(url, topic);
    }

    /** Builds a channel. */
    public static class Builder {
        final HttpUrl url;
        private final Carrier carrier;
        private final @Nullable Function<Output, Session> sessions;
        private int maxMessageBytes = WAKE_UP_BYTES;
        private boolean plainHttp;
        private @Nullable OkHttpClient client;
        private @Nullable Credentials credentials;

        Builder(String url, Carrier carrier, @Nullable Function<Output, Session> sessions) {
            this.url = parsed(url);
            this.carrier = carrier;
            this.sessions = sessions;
        }

        private static HttpUrl parsed(String url) {
            boolean socket = url.regionMatches(true, 0, "ws:", 0, 3) || url.regionMatches(true, 0, "wss:", 0, 4);
            HttpUrl parsed = HttpUrl.parse(socket ? "http" + url.substring(2) : url);
            if (parsed == null || !parsed.username().isEmpty()) { // It may hold a secret, so it is not said.
                throw new IllegalArgumentException(
                        "the URL of a channel must be http, https, ws or wss, without a user");
            }
            return parsed;
        }

        /**
         * Sets the app's own OkHttp client, as {@link OkHttpTransportBuilder#client} does. By default each channel has one of its own. If
         * the client has an interval of pings, the channel of {@link #webSocket} pings by it; else every 20 s.
         *
         * @param okHttp the client
         * @return this
         */
        public Builder client(OkHttpClient okHttp) {
            this.client = Objects.requireNonNull(okHttp, "client");
            return this;
        }

        /**
         * Sets where the credential comes from. By default a connection carries none.
         *
         * @param source may be shared with the transport; then both share a refresh, too
         * @return this
         */
        public Builder credentials(Credentials source) {
            this.credentials = Objects.requireNonNull(source, "credentials");
            return this;
        }

        /**
         * Sets how large a message may be; 256 KiB by default, and 4 MiB for Phoenix, whose messages hold the row that changed.
         *
         * @param bytes positive
         * @return this
         * @throws IllegalArgumentException if it is not
         */
        public Builder maxMessageBytes(int bytes) {
            if (bytes < 1) {
                throw new IllegalArgumentException("the largest message must be positive, got " + bytes);
            }
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * Allows plain {@code http} or {@code ws} to another machine, as {@link OkHttpTransportBuilder#allowPlainHttp} does.
         *
         * @return this
         */
        public Builder allowPlainHttp() {
            this.plainHttp = true;
            return this;
        }

        /**
         * Builds it.
         *
         * @return the channel
         * @throws IllegalArgumentException if the URL is plain http to another machine and that was not allowed, or if nothing would wake
         */
        public WakeUps build() {
            Function<Output, Session> made = Objects.requireNonNull(sessions, "sessions");
            Opening opening = new Opening(carrier, url, Headers.EMPTY, true);
            return built(new WakeDialect(opening, carrier == Carrier.WEB_SOCKET, false, made));
        }

        final WakeUps built(WakeDialect dialect) {
            HttpUrl base = url.newBuilder().query(null).fragment(null).build();
            OkHttpTransportBuilder transport =
                    OkHttpTransport.builder(base.toString(), dialect).maxValueBytes(maxMessageBytes);
            if (client != null) {
                transport.client(client);
            }
            if (credentials != null) {
                transport.credentials(credentials);
            }
            if (plainHttp) {
                transport.allowPlainHttp();
            }
            return Objects.requireNonNull(transport.build().channel(), "channel");
        }
    }

    /** Builds a channel of Phoenix's. */
    public static final class PhoenixBuilder extends Builder {
        private final String topic;
        private final List<PhoenixFilter> filters = new ArrayList<>();
        private final Set<String> broadcasts = new LinkedHashSet<>();
        private int serializer = 2;
        private boolean isPrivate;
        private @Nullable String apiKey;

        PhoenixBuilder(String url, String topic) {
            super(url, Carrier.WEB_SOCKET, null);
            if (topic.isEmpty() || topic.equals(TOPIC)) {
                throw new IllegalArgumentException("the topic is empty");
            }
            this.topic = topic.startsWith(TOPIC) ? topic : TOPIC + topic;
            maxMessageBytes(ROW_BYTES);
        }

        /**
         * Sets the project's key, sent as {@code apikey} in the query.
         *
         * @param key masked wherever it could be said
         * @return this
         */
        public PhoenixBuilder apiKey(String key) {
            this.apiKey = Objects.requireNonNull(key, "key");
            return this;
        }

        /**
         * Lets each change of some rows wake. May be called several times.
         *
         * @param schema such as {@code public}
         * @param table or {@code *} for all
         * @param filter such as {@code user_ref=eq.42}; null for all rows that the server's policies show to the user
         * @return this
         */
        public PhoenixBuilder changesOf(String schema, String table, @Nullable String filter) {
            filters.add(PhoenixFilter.of(schema, table, filter));
            return this;
        }

        /**
         * Lets a broadcast wake. May be called several times.
         *
         * @param event its name
         * @return this
         */
        public PhoenixBuilder broadcasts(String event) {
            broadcasts.add(Objects.requireNonNull(event, "event"));
            return this;
        }

        /**
         * Joins a private topic: the server asks its policies whether the user may listen. By default it is a public one.
         *
         * @return this
         */
        public PhoenixBuilder privateTopic() {
            isPrivate = true;
            return this;
        }

        /**
         * Sets the version of Phoenix's serializer; 2 by default.
         *
         * @param version 1 for objects, 2 for arrays and binary broadcasts
         * @return this
         * @throws IllegalArgumentException if it is another one
         */
        public PhoenixBuilder serializer(int version) {
            if (version != 1 && version != 2) {
                throw new IllegalArgumentException("the serializer's version must be 1 or 2, got " + version);
            }
            this.serializer = version;
            return this;
        }

        @Override
        public PhoenixBuilder client(OkHttpClient okHttp) {
            super.client(okHttp);
            return this;
        }

        @Override
        public PhoenixBuilder credentials(Credentials source) {
            super.credentials(source);
            return this;
        }

        @Override
        public PhoenixBuilder maxMessageBytes(int bytes) {
            super.maxMessageBytes(bytes);
            return this;
        }

        @Override
        public PhoenixBuilder allowPlainHttp() {
            super.allowPlainHttp();
            return this;
        }

        @Override
        public WakeUps build() {
            if (filters.isEmpty() && broadcasts.isEmpty()) {
                throw new IllegalArgumentException("nothing would wake: say changesOf(...) or broadcasts(...)");
            }
            PhoenixJoin join = new PhoenixJoin(
                    topic, serializer, isPrivate, new ArrayList<>(filters), new LinkedHashSet<>(broadcasts));
            HttpUrl.Builder socket = url.newBuilder();
            List<String> path = url.pathSegments();
            if (!path.get(path.size() - 1).equals("websocket")) {
                socket.addPathSegment("websocket"); // In place of an empty one at the end.
            }
            if (apiKey != null) {
                socket.setQueryParameter("apikey", apiKey);
            }
            socket.setQueryParameter("vsn", serializer + ".0.0");
            Opening opening = new Opening(Carrier.WEB_SOCKET, socket.build(), Headers.EMPTY, false);
            return built(new WakeDialect(opening, false, true, out -> new PhoenixSession(out, join)));
        }
    }
}
