package dev.mooring.sync.testing.live;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.script.JsonWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for Supabase Realtime at {@code …/websocket?apikey=…&vsn=…}, with both serializers. It has the faults of the live one: a join
 * is confirmed before the database is listened to, and rows that change in between are told to nobody; the confirmation of the database may
 * never come; a channel whose token has run out is told so and closed only at the next look, once a minute.
 */
public final class PhoenixServer extends StandInServer<PhoenixServer> {
    private final List<PhoenixSocket> sockets = new ArrayList<>();
    private final Queue<Join> joins = new ArrayDeque<>();
    private final Set<String> accepted = new TreeSet<>();
    private final LiveFace live = new Live();
    private @Nullable String apiKey;
    private boolean late;

    /** A server that takes every key and every token until it is told which. */
    public PhoenixServer() {
        super(false);
    }

    /** How a join ends. */
    public enum Join {
        OK,
        /** A reply that says {@code error}. */
        ERROR,
        /** The same, with the words for a token that has run out. */
        TOKEN_EXPIRED,
        /** A good reply, and no word of the database. */
        NO_SYSTEM,
        /** A good reply, and a system message that the database refuses. */
        SYSTEM_ERROR,
        /** A good reply with other filters than were asked for. */
        OTHER_FILTERS,
        /** The channel is closed at once. */
        CLOSED,
        /** No reply. */
        NOTHING
    }

    /**
     * The next joins end so; later ones well.
     *
     * @param how they end
     * @param times how many
     */
    public synchronized void nextJoins(Join how, int times) {
        for (int i = 0; i < times; i++) {
            joins.add(how);
        }
    }

    /**
     * The only tokens that are let in from now on. Open channels are looked at by {@link #minute}.
     *
     * @param tokens as {@code access_token} has them; none for all
     */
    public synchronized void accepts(String... tokens) {
        accepted.clear();
        accepted.addAll(List.of(tokens));
    }

    /**
     * The only key that a handshake may have.
     *
     * @param key as {@code apikey} has it
     */
    public synchronized void apiKey(String key) {
        apiKey = key;
    }

    /**
     * Whether the word of the database waits for {@link #subscribed}.
     *
     * @param value false by default
     */
    public synchronized void late(boolean value) {
        late = value;
    }

    /** The database is listened to by all who wait for that. */
    public void subscribed() {
        all(PhoenixSocket::subscribed);
    }

    /** The server looks at the tokens of open channels, as it does each minute. */
    public void minute() {
        all(PhoenixSocket::checkTokens);
    }

    /** Every channel's process dies: {@code phx_error}. */
    public void crash() {
        all(PhoenixSocket::crash);
    }

    /** Every channel is closed by the server: {@code phx_close}. */
    public void closeChannels() {
        all(PhoenixSocket::closeAll);
    }

    /**
     * A row changed. Those whose filter fits are told, if the database is listened to by then.
     *
     * @param schema such as {@code public}
     * @param table of the row
     * @param column of the row
     * @param value of that column
     */
    public void changed(String schema, String table, String column, String value) {
        all(socket -> socket.changed(schema, table, column, value));
    }

    /**
     * Somebody sends a broadcast to a topic.
     *
     * @param topic without {@code realtime:}
     * @param event its name
     * @param payload JSON
     * @param binary whether the second serializer sends it as a binary frame; the first one cannot
     */
    public void broadcast(String topic, String event, String payload, boolean binary) {
        all(socket -> socket.broadcast("realtime:" + topic, event, payload, binary));
    }

    /**
     * The token that each open channel has now.
     *
     * @return a copy, in the order of joins
     */
    public synchronized List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        sockets.forEach(socket -> tokens.addAll(socket.tokens()));
        return tokens;
    }

    private interface Act {
        void on(PhoenixSocket socket);
    }

    private void all(Act act) {
        synchronized (this) {
            new ArrayList<>(sockets).forEach(act::on);
        }
        flush();
    }

    // ---- for sockets

    synchronized Join nextJoin(String token) {
        Join next = joins.poll();
        if (next != null) {
            return next;
        }
        return letsIn(token) ? Join.OK : Join.TOKEN_EXPIRED;
    }

    synchronized boolean letsIn(String token) {
        return accepted.isEmpty() || accepted.contains(token);
    }

    synchronized boolean isLate() {
        return late;
    }

    // ---- the face

    @Override
    protected LiveFace live() {
        return live;
    }

    @Override
    protected PhoenixServer self() {
        return this;
    }

    private final class Live implements LiveFace {
        @Override
        public boolean takes(Request request) {
            return Target.of(request.path()).path().endsWith("/websocket");
        }

        @Override
        public @Nullable Reply refuses(Request request) {
            Target target = Target.of(request.path());
            String given = target.parameter("apikey");
            synchronized (PhoenixServer.this) {
                if (apiKey != null && !apiKey.equals(given)) {
                    return Reply.of(
                            401,
                            Map.of("Content-Type", "application/json"),
                            "{\"message\":" + JsonWriter.quote("Invalid API key") + "}");
                }
            }
            return request.header("Upgrade").equals("websocket") ? null : Reply.of(426, Map.of(), "");
        }

        @Override
        public Client connected(Request request, Line line) {
            String version = Target.of(request.path()).parameter("vsn");
            PhoenixSocket socket = new PhoenixSocket(PhoenixServer.this, line, "2.0.0".equals(version));
            synchronized (PhoenixServer.this) {
                sockets.add(socket);
            }
            return new Client() {
                @Override
                public void text(String text) {
                    synchronized (PhoenixServer.this) {
                        socket.take(text);
                    }
                }

                @Override
                public void closed() {
                    synchronized (PhoenixServer.this) {
                        sockets.remove(socket);
                    }
                }
            };
        }
    }
}
