package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import java.time.Instant;
import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The live side of a dialect: how its channel is opened, and what its messages mean. Pure, as a {@link Dialect} is: the transport owns
 * socket, thread, credential and lock.
 */
public interface LiveDialect extends Dialect {
    /** How messages come. */
    enum Carrier {
        /** A WebSocket; messages are text frames. */
        WEB_SOCKET,
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
     * Whether the transport pings by the WebSocket's own means, every 20 s, and ends a connection that does not answer. Then {@link
     * Session#beat} is never called.
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
         * @param all whether core has taken it all; if not, the rest is dropped, and core pulls
         */
        void taken(boolean all);

        /**
         * Whether mutations of a collection can go now. Asked from any thread, under the lock, while the channel is open.
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

    /** What a session says; the transport does it after the call, outside the lock. */
    interface Output {
        /**
         * Sends a message, in order.
         *
         * @param text of it
         */
        void send(String text);

        /** The channel is live: the protocol's own handshake is over. */
        void live();

        /**
         * There may be something to pull.
         *
         * @param brought whether {@link Ask.Heard} has something to hand over
         */
        void woken(boolean brought);

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
