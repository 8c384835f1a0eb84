package dev.mooring.sync.okhttp;

import dev.mooring.sync.Beta;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The live side of a dialect: how its channel is opened, and what its messages mean. Pure, as a {@link Dialect} is: the transport owns
 * socket, thread, credential and lock.
 *
 * <p>The interface is long as it says of each word what the other side may rely on. A dialect needs few of them.
 */
@Beta
public interface LiveDialect extends Dialect {
    /** How messages come. */
    enum Carrier {
        /** A WebSocket; messages are text frames. */
        WEB_SOCKET,
        /**
         * A WebSocket over HTTP/1.1; messages are binary, of any size, and read while they come. The transport pings. If the opening's headers
         * name a {@code Sec-WebSocket-Protocol}, the server has to name the same.
         */
        BINARY,
        /** Server-sent events; messages are their data. */
        EVENTS
    }

    /**
     * The request that opens the channel.
     *
     * @param carrier how messages come
     * @param url where, {@code http} or {@code https} also for a WebSocket; may hold the credential, and is never logged with its query
     * @param headers beside those of the transport
     * @param carriesCredential whether the transport adds the credential's header; false where the URL holds it
     */
    record Opening(Carrier carrier, HttpUrl url, Headers headers, boolean carriesCredential) {}

    /**
     * Whether the app has asked for a channel. Asked once, when the transport is built.
     *
     * @return true by default: then {@link #opening} is asked
     */
    default boolean isLive() {
        return true;
    }

    /**
     * How to open it.
     *
     * @param base of the transport, with a slash at the end
     * @param credential the header's value; null if the transport has none
     * @return null if the app has not asked for a channel
     * @throws IllegalArgumentException if a channel was asked for, and this credential opens none, saying why
     */
    @Nullable
    Opening opening(HttpUrl base, @Nullable String credential);

    /**
     * Whether the transport pings by the WebSocket's own means, every 20 s, and ends a connection that does not answer until the next one, or
     * for as long as an exchange has {@linkplain Session#patience patience}. Then {@link Session#beat} is never called.
     *
     * @return false by default: the session asks for signs of life
     */
    default boolean pings() {
        return false;
    }

    /**
     * Whether a session wants the credential itself, and each new one while its connection is open: see {@link Session#credential}. The app
     * is then asked for it at every beat.
     *
     * @return false by default
     */
    default boolean followsCredential() {
        return false;
    }

    /**
     * Whether mutations of a collection go over the channel alone, so that they wait while it is not open. From any thread.
     *
     * @param collection of a mutation
     * @return false by default
     */
    default boolean needsChannel(String collection) {
        return false;
    }

    /**
     * Whether an exchange is made over the channel. If none is open, the transport opens one for it, and keeps it for 5 s.
     *
     * @param ask what is wanted
     * @return false by default: it is made over HTTP
     */
    default boolean exchangesOverChannel(Ask ask) {
        return false;
    }

    /**
     * A new connection of a client that has a name, see {@link dev.mooring.sync.spi.Transport#named}.
     *
     * @param out what the session says
     * @param site the name; empty if the client has none
     * @return {@link #session(Output)} by default
     */
    default Session session(Output out, ByteString site) {
        return session(out);
    }

    /**
     * A new connection.
     *
     * @param out what the session says
     * @return called by the transport under one lock, never concurrently; does no I/O
     */
    Session session(Output out);

    /**
     * What a session has heard.
     *
     * @param slices in the order to be applied
     * @param page where core is behind them
     */
    record Heard(List<Slice> slices, Page page) {}

    /**
     * Some changes.
     *
     * @param changes in order
     * @param after the cursor behind them; null if it does not move there
     */
    record Slice(List<Incoming> changes, @Nullable Cursor after) {}

    /**
     * How far a message is read, whose length was told before.
     *
     * @param changes in all of it
     * @param bytes that are read
     * @param length in bytes
     */
    record Reading(long changes, long bytes, long length) {}

    /** One connection's worth of protocol. */
    interface Session {
        /** The socket is open. */
        void opened();

        /**
         * A message came.
         *
         * @param type of the event, for events; empty for a WebSocket
         * @param text whole, within the largest value of the transport
         */
        void received(String type, String text);

        /**
         * A binary message came. By default it is no more than a sign of life.
         *
         * @param message whole, within the largest value of the transport
         */
        default void received(ByteString message) {}

        /**
         * A message of a {@link Carrier#BINARY} channel begins. Called by the thread that reads, outside the lock.
         *
         * @param message ends where the message does; what is left in it is passed over
         * @param length of it; {@link Long#MAX_VALUE} if it comes in parts
         * @param maxValueBytes how large one value may be
         * @param lock runs something under the lock, and then waits until there is room for more
         * @throws IOException of the message
         */
        default void read(BufferedSource message, long length, long maxValueBytes, Consumer<Runnable> lock)
                throws IOException {}

        /** The answer to {@link Output#ping}: what the server had sent before has come. */
        default void ponged() {}

        /**
         * An exchange {@linkplain LiveDialect#exchangesOverChannel over the channel} begins, perhaps before {@link #opened}. The session says
         * once {@link Output#answered} or {@link Output#failed}, unless the connection ends before.
         *
         * @param ask what is wanted
         * @param before how many connections have sent this very batch, and were then asked to close
         * @return false if only another connection can serve it
         */
        default boolean begin(Ask ask, int before) {
            return false;
        }

        /** What waits since {@link Output#ready} may leave now. */
        default void go() {}

        /**
         * How long the server may be silent while an exchange waits for it.
         *
         * @return 10 s by default
         */
        default Duration patience() {
            return Duration.ofSeconds(10);
        }

        /** It was silent for so long. The session may go on another way, or fail. */
        default void silent() {}

        /**
         * Whether something of the exchange's batch may have left.
         *
         * @return false by default
         */
        default boolean mayBeSent() {
            return false;
        }

        /**
         * The credential, before {@link #opened}, and each other one that the app has while the connection is open. Only for a dialect that
         * {@linkplain LiveDialect#followsCredential follows} it.
         *
         * @param value the header's value
         */
        default void credential(String value) {}

        /**
         * Whether nothing more can be taken in before {@link #heard} is called. The transport then reads no further; after 10 s it ends the
         * connection.
         *
         * @return false by default
         */
        default boolean isFull() {
            return false;
        }

        /** A sign of life is wanted. */
        void beat();

        /**
         * An exchange over HTTP begins: what is heard from here on may be older than its answer. One that goes over the channel is not told.
         *
         * @param ask what is wanted
         */
        void exchanging(Ask ask);

        /**
         * It has ended.
         *
         * @param ask as it began
         * @param answer null if it failed
         * @param at the Date of that answer, cut to seconds; null if it has none, or may come out of a cache
         */
        void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at);

        /**
         * Takes what was heard out of the session. The transport hands it to core outside the lock, and then says {@link #taken}.
         *
         * @param from where core is
         * @return what is data by what is known now; {@link Page#more} says that a pull has to follow, as something came that is none
         */
        Heard heard(Cursor from);

        /**
         * How that went.
         *
         * @param all whether core has taken it all; if not, or if another process has synced since it was handed over last, the rest is
         *     dropped, and core pulls
         */
        void taken(boolean all);

        /**
         * Whether mutations of a collection can go now: not before the channel has shown what the server has of those that were sent over
         * an earlier one. Asked from any thread, under the lock, while the channel is open.
         *
         * @param collection of a mutation
         * @return true if so
         */
        boolean carries(String collection);

        /**
         * The next message of a batch that goes over the channel: one for each of its mutations, in their order. The transport sends it
         * and waits 10 s for {@link Output#acknowledged}; without that the connection is ended, and the batch is in doubt.
         *
         * @param push all of it
         * @param settled how many of its messages are acknowledged
         * @return null if none is left; at the first one: if the batch goes over HTTP
         */
        @Nullable
        String next(Ask.Push push, int settled);
    }

    /**
     * What a session says; the transport does it after the call, outside the lock. What binary messages and exchanges need is there for a
     * {@link Carrier#BINARY} channel alone; elsewhere it throws {@link UnsupportedOperationException}.
     */
    interface Output {
        /**
         * Sends a message, in order.
         *
         * @param text of it
         */
        void send(String text);

        /**
         * Sends a binary message, in order.
         *
         * @param message of it
         */
        default void send(ByteString message) {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /** Asks for {@link Session#ponged} by the WebSocket's own means. */
        default void ping() {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /**
         * Hands over changes, at once. A pull, and {@link Ask.Heard}, take them before the answer that is said behind them.
         *
         * @param changes in order
         * @param after makes of an ask's cursor the one behind them; null if none moves there
         * @param reading how far the message is from which they come; null if its length is not known
         */
        default void slice(List<Incoming> changes, @Nullable UnaryOperator<Cursor> after, @Nullable Reading reading) {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /**
         * How many slices wait.
         *
         * @return those that nobody has taken
         */
        default int waiting() {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /** What the exchange sends is ready: {@link Session#go} follows if it may leave. */
        default void ready() {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /**
         * Ends the exchange.
         *
         * @param answer to it
         */
        default void answered(Answer answer) {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /**
         * Ends the exchange.
         *
         * @param failure a {@link dev.mooring.sync.spi.TransportException} or {@link dev.mooring.sync.spi.ProtocolException}
         */
        default void failed(SyncException failure) {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /** Ends this connection in order, and has the exchange begin anew on another one. */
        default void again() {
            throw new UnsupportedOperationException("only for a channel of binary messages");
        }

        /** The channel is live: the protocol's own handshake is over. */
        void live();

        /**
         * There may be something to pull.
         *
         * @param brought whether {@link Ask.Heard} has something to hand over
         */
        void woken(boolean brought);

        /**
         * All that {@linkplain dev.mooring.sync.spi.Capabilities#unlisted the channel alone} shows was heard and {@linkplain Session#taken
         * taken}, as it was two beats ago at most. To be said at each beat where there is such a thing: without it the light is not green.
         */
        default void shown() {}

        /**
         * The message that was sent last for a batch is acknowledged, or refused.
         *
         * @param refusal the server's words; null if it is acknowledged
         */
        void acknowledged(@Nullable String refusal);

        /**
         * The other side breaks the protocol, or refuses this client. A refused credential is refreshed once.
         *
         * @param end why it is over
         */
        void over(dev.mooring.sync.spi.WakeUps.End end);
    }
}
