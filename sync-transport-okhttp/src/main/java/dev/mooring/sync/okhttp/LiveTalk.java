package dev.mooring.sync.okhttp;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Session;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session of a channel under its lock. What the session says is done after the call and outside the lock, in the order it was said, by
 * one thread at a time. So no socket, no listener and no storage ever keeps the lock, and whoever takes it has it at once.
 */
final class LiveTalk {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.okhttp");
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final LiveDialect dialect;
    private final LiveHands hands;
    private final Supplier<ByteString> site;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final LiveQueue queue = new LiveQueue();
    private @Nullable Session session;
    private @Nullable LiveVoice voice;
    private @Nullable Ask running;
    private @Nullable Ask served;
    private int connections;
    private ByteString named = ByteString.EMPTY;

    /**
     * Without a session yet.
     *
     * @param hands do what a session says
     * @param running the exchange that runs now, if one does
     * @param site the client's name as it is now
     */
    LiveTalk(LiveDialect dialect, LiveHands hands, @Nullable Ask running, Supplier<ByteString> site) {
        this.dialect = dialect;
        this.hands = hands;
        this.running = running;
        this.site = site;
    }

    /** Another connection: what the session before it has said and was not done yet is forgotten. */
    void begin(@Nullable String credential) {
        inside(none -> {
            hush();
            LiveVoice speaks = new LiveVoice(hands, queue);
            voice = speaks;
            named = site.get();
            Session begun = dialect.session(speaks, named);
            session = begun;
            hands.box().clear();
            if (served != null) {
                boolean unused = begun.begin(served, connections);
            }
            if (running != null) {
                begun.exchanging(running);
            }
            if (credential != null && dialect.followsCredential()) {
                begun.credential(credential);
            }
        });
    }

    /** There is no connection any more. True if something of a batch may have left over it, of which the exchange that runs is not told yet. */
    boolean end() {
        boolean[] mayBeSent = {false};
        inside(last -> {
            mayBeSent[0] = last == null ? connections > 0 : last.mayBeSent();
            hush();
            session = null;
            room.signalAll();
        });
        return mayBeSent[0];
    }

    /**
     * An exchange goes over the channel: over this connection, or the next one.
     *
     * @return false if it has to be the next one
     */
    boolean serve(Ask ask) {
        boolean[] begun = {true};
        inside(now -> {
            served = ask;
            connections = 0;
            begun[0] = now == null || (named.equals(site.get()) && now.begin(ask, 0));
        });
        return begun[0];
    }

    /** It begins anew, as this connection has done its part. */
    void again() {
        inside(now -> connections++);
    }

    /** It is over. */
    void served() {
        inside(now -> {
            served = null;
            connections = 0;
        });
    }

    boolean mayBeSent() {
        Boolean sent = asked(Session::mayBeSent);
        return sent != null && sent;
    }

    Duration patience() {
        Duration patience = asked(Session::patience);
        return patience == null ? Duration.ofSeconds(10) : patience;
    }

    /**
     * Reads a message, on the thread that reads.
     *
     * @param room waits for room
     */
    void read(BufferedSource message, long length, long maxValueBytes, Runnable room) throws IOException {
        Session reading = asked(now -> now);
        if (reading == null) {
            return;
        }
        try {
            reading.read(message, length, maxValueBytes, what -> {
                tell(now -> {
                    if (now == reading) {
                        what.run();
                    }
                });
                room.run();
            });
        } catch (RuntimeException e) {
            tell(now -> {
                throw e;
            });
        }
    }

    private void hush() {
        LiveVoice before = voice;
        if (before != null) {
            before.hush();
        }
    }

    /** Tells the session something. What it throws ends the connection. */
    void tell(Consumer<Session> what) {
        inside(now -> tell(now, what));
    }

    /** Under the lock. */
    private void tell(@Nullable Session now, Consumer<Session> what) {
        LiveVoice speaks = voice;
        if (now == null || speaks == null) {
            return;
        }
        try {
            what.accept(now);
        } catch (RuntimeException e) {
            StackTraceElement[] trace = e.getStackTrace(); // Its words may hold what came.
            LOG.warn(
                    "a session of {} threw {} at {}",
                    dialect.getClass().getName(),
                    e.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            speaks.over(
                    new End(Kind.GARBAGE, "this app could not take what the channel brought, as its log says", null));
        }
    }

    /**
     * Waits until the session takes more, so that the other side has to wait, too. On the thread that reads.
     *
     * @return false if it did not within 10 s
     */
    boolean hasRoom() {
        lock.lock();
        try {
            long left = PATIENCE;
            while (session != null && session.isFull()) {
                if (left <= 0) {
                    return false;
                }
                left = room.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** An exchange begins. A session that begins meanwhile is told of it once, so both are one step. */
    void exchanging(Ask ask) {
        inside(now -> {
            running = ask;
            tell(now, session -> session.exchanging(ask));
        });
    }

    /** It is over. A session that begins meanwhile hears of neither end. */
    void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
        inside(now -> {
            running = null;
            tell(now, session -> session.exchanged(ask, answer, at));
        });
    }

    /** What came; null without a session. */
    @Nullable
    Heard heard(Cursor from) {
        return asked(now -> {
            Heard heard = now.heard(from);
            room.signalAll();
            return heard;
        });
    }

    boolean carries(String collection) {
        Boolean carried = asked(now -> now.carries(collection));
        return carried != null && carried;
    }

    /** As the session has it; null without one. */
    @Nullable
    String next(Ask.Push push, int settled) {
        return asked(now -> now.next(push, settled));
    }

    private <T> @Nullable T asked(Function<Session, @Nullable T> question) {
        lock.lock();
        try {
            return session == null ? null : question.apply(session);
        } finally {
            lock.unlock();
            queue.drain();
        }
    }

    private void inside(Consumer<@Nullable Session> what) {
        lock.lock();
        try {
            what.accept(session);
        } finally {
            lock.unlock();
        }
        queue.drain();
    }
}
