package dev.mooring.sync.spi;

import dev.mooring.sync.spi.text.Shown;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A way to be told that there may be something to pull: a push service, a socket, a stream of events. It makes one connection when it is
 * asked for one. When to connect, how long to wait, whether the connection still lives and what a wake-up leads to is core's business.
 *
 * <p>A wake-up carries no data. It may be spurious, and it may be lost.
 */
@FunctionalInterface
public interface WakeUps {
    /**
     * Begins to connect and returns at once: whatever blocks, a credential that is fetched included, is done on a thread of its own. It
     * asks for a fresh credential each time. Core asks for the next connection only after the last one was closed by either side.
     *
     * @param listener is told what happens, from any thread, also before this returns; core ignores it after it has closed the connection
     * @return the connection
     */
    Connection open(Listener listener);

    /** One connection. Both methods are short, do not block, and may be called from any thread, under no lock of core's. */
    interface Connection {
        /** Asks the other side for a sign of life. Whatever then comes is told as {@link Listener#alive()}. */
        void beat();

        /** Ends it. {@link Listener#closed} need not follow. Idempotent. */
        void close();
    }

    /** What core is told of a connection. Its methods are short, never throw and never call back. */
    interface Listener {
        /**
         * It is open, and wake-ups come from now on: a protocol with a subscription calls this when the subscription is confirmed. Core
         * then pulls, as nobody knows what came before.
         *
         * @param watchesItself whether the connection notices by itself when the other side is gone, and then tells {@link #closed}; if
         *     not, core beats, and closes what has not been {@link #alive()} for two beats
         */
        void opened(boolean watchesItself);

        /** Something came, whatever it was: the other side lives. */
        void alive();

        /**
         * There may be something to pull.
         *
         * @param brought whether the transport has taken changes off its own channel, which {@link Ask.Heard} hands over; always false
         *     for a channel that only wakes
         */
        void woken(boolean brought);

        /**
         * All that this channel {@linkplain Capabilities#unlisted alone} shows has come and was taken, as it was two beats ago at most. Said
         * again and again while the connection is open, at each beat for instance: without it the light of such a client is not green.
         */
        void shown();

        /**
         * It is over, or there never was one. Told once.
         *
         * @param end why
         */
        void closed(End end);
    }

    /** Why a connection is over. */
    enum Kind {
        /** The other side went away in order: a restart, a deploy, the end of a stream. */
        AWAY,
        /** It broke, or nobody could be reached. */
        LOST,
        /** Nothing came for too long. */
        SILENT,
        /** The credential is refused, also after a refresh, or nobody is signed in. No new try follows by itself. */
        AUTH_REQUIRED,
        /** The credential is of another account than the one whose data is here. No new try follows by itself. */
        OTHER_ACCOUNT,
        /** The server has no such channel, or will not open it for this client. Tried again seldom. */
        ABSENT,
        /** The server is busy or sick: 429, 5xx, close codes 1011 to 1013. */
        BUSY,
        /** What came is not the protocol, or too large. */
        GARBAGE
    }

    /**
     * The end of a connection.
     *
     * @param kind why
     * @param words for a person: what was attempted, and the server's own words; never a credential or a payload
     * @param retryAfter how long the server wants to be left alone; null if it did not say
     */
    record End(Kind kind, String words, @Nullable Duration retryAfter) {
        public End {
            words = Shown.words(words);
        }
    }
}
