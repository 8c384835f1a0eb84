package dev.mooring.sync.okhttp;

import dev.mooring.sync.okhttp.LiveDial.Refused;
import dev.mooring.sync.okhttp.LiveDial.Way;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection that core asked for: at most two tries, as a refused credential is refreshed once. Everything that may block is done on a
 * thread of its own.
 *
 * <p>The class is long as a try that ends, one that is begun anew and the end of all of them meet on three threads, and have to be decided in one
 * place.
 */
final class LiveLine implements WakeUps.Connection {
    private static final int IN_ORDER = 1000;
    private static final int NO_PROTOCOL = 1002;

    final LiveTalk talk;
    final LiveBox box = new LiveBox();
    private final LiveDial dial;
    private final WakeUps.Listener listener;
    private final LivePush push;
    private final Carrying carrying = new Carrying();
    private @Nullable LiveEar ear;
    private @Nullable Way way;
    private @Nullable String credential;
    private boolean opened;
    private boolean refreshed;
    private boolean over;
    private boolean asking;
    private volatile LiveBox.Item.@Nullable Over told;

    /**
     * A connection that is not begun.
     *
     * @param running the exchange that runs now, if one does
     * @param site the client's name as it is now
     */
    LiveLine(LiveDial dial, WakeUps.Listener listener, @Nullable Ask running, Supplier<ByteString> site) {
        this.dial = dial;
        this.listener = listener;
        this.talk = new LiveTalk(dial.dialect, new Hands(), running, site);
        this.push = new LivePush(talk::next, carrying);
    }

    void start() {
        aside(() -> connect(dial.current()));
    }

    private interface Blocking {
        void run() throws Refused;
    }

    private void aside(Blocking what) {
        Thread thread = new Thread(
                () -> {
                    try {
                        what.run();
                    } catch (Refused e) {
                        finish(e.end());
                    }
                },
                "mooring-channel");
        thread.setDaemon(true);
        thread.start();
    }

    private void connect(@Nullable String value) throws Refused {
        Way found = dial.way(value);
        LiveEar next = new LiveEar(carrying, talk, box, listener, dial.maxValueBytes());
        LiveCarrier carrier = dial.carrier(found, next);
        next.hear(carrier);
        talk.begin(value);
        synchronized (this) {
            if (over) {
                talk.end();
                tellOver();
                return;
            }
            way = found;
            credential = value;
            ear = next;
        }
        carrier.run();
    }

    @Override
    public void beat() {
        talk.tell(LiveDialect.Session::beat);
        synchronized (this) {
            if (asking || over || credential == null || !dial.dialect.followsCredential()) {
                return;
            }
            asking = true;
        }
        aside(() -> {
            try {
                follow();
            } finally {
                synchronized (this) {
                    asking = false;
                }
            }
        });
    }

    /** Another credential goes to the session; one that cannot be had just now is none. */
    private void follow() throws Refused {
        String now;
        try {
            now = dial.current();
        } catch (Refused later) {
            if (later.end().kind() == Kind.AUTH_REQUIRED) {
                throw later; // Nobody is signed in any more.
            }
            return;
        }
        synchronized (this) {
            if (now == null || over || now.equals(credential)) {
                return;
            }
        }
        dial.account(now);
        synchronized (this) {
            credential = now;
        }
        talk.tell(session -> session.credential(now));
    }

    @Override
    public void close() {
        if (ended(new End(Kind.AWAY, attempted() + " was closed here", null))) {
            dial.cancel();
        }
    }

    private void finish(End end) {
        if (ended(end)) {
            listener.closed(new End(end.kind(), dial.secrets.out(end.words()), end.retryAfter()));
        } else {
            tellOver();
        }
    }

    /** Another connection may have been dialled at the very moment in which this ended: then the exchange has not heard of it. */
    private void tellOver() {
        LiveBox.Item.Over said = told;
        if (said != null) {
            box.put(said);
        }
    }

    private void tellOver(End end, boolean mayBeSent) {
        LiveBox.Item.Over saying = new LiveBox.Item.Over(end, mayBeSent);
        told = saying;
        box.put(saying);
    }

    /** True the first time. */
    private boolean ended(End end) {
        LiveEar last;
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            last = ear;
            ear = null;
        }
        boolean mayBeSent = hangUp(last);
        if (told == null) {
            tellOver(end, mayBeSent);
        } else {
            tellOver();
        }
        return true;
    }

    private boolean hangUp(@Nullable LiveEar last) {
        LiveCarrier carrier = last == null ? null : last.carrier();
        if (carrier != null) {
            carrier.close(IN_ORDER);
        }
        boolean mayBeSent = talk.end();
        push.lost();
        return mayBeSent;
    }

    /** Goes on over another connection, of which nobody is told. */
    void redial() {
        LiveEar last;
        synchronized (this) {
            if (over) {
                return;
            }
            last = ear;
            ear = null;
        }
        boolean unused = hangUp(last);
        box.clear(); // Nothing of it is taken any more: the next one begins where the exchange is.
        LiveCarrier before = last == null ? null : last.carrier();
        aside(() -> {
            if (before != null) {
                before.awaitEnd(); // So that the server has read what was sent.
            }
            connect(dial.current());
        });
    }

    /** Nobody knows any more what an exchange has taken of it. */
    void abandon(String why) {
        fallen(new End(Kind.AWAY, attempted() + " was closed, as " + why, null));
    }

    /** A try is over. A credential that was refused is refreshed once; core then asks for another connection if this one was open. */
    private void fallen(End end) {
        String refused;
        LiveEar last;
        boolean wasOpen;
        synchronized (this) {
            if (over) {
                return;
            }
            refused = end.kind() == Kind.AUTH_REQUIRED && !refreshed ? credential : null;
            refreshed = true;
            last = ear;
            ear = null;
            wasOpen = opened;
        }
        boolean mayBeSent = hangUp(last);
        if (refused == null) {
            tellOver(end, mayBeSent);
            finish(end);
            return;
        }
        aside(() -> {
            String next = dial.refreshed(refused, end);
            if (wasOpen) {
                finish(new End(Kind.AWAY, end.words() + "; the credential was refreshed", null));
            } else {
                connect(next);
            }
        });
    }

    synchronized boolean isOver() {
        return over;
    }

    /** Whether it was open once, whatever became of it. */
    synchronized boolean wasOpen() {
        return opened;
    }

    synchronized boolean isOpen() {
        return opened && !over && ear != null;
    }

    /** Of the credential that it was opened with. */
    synchronized @Nullable Account account() {
        return way == null ? null : way.account();
    }

    /**
     * Sends a batch, as {@link LivePush#push} does.
     *
     * @param end of the exchange, by the monotonic clock
     */
    Answer push(Ask.Push batch, String first, Cancellation cancellation, long end) {
        return push.push(batch, first, cancellation, end);
    }

    synchronized String attempted() {
        return way == null ? "the channel" : way.attempted();
    }

    private synchronized @Nullable LiveCarrier carrier() {
        return ear == null ? null : ear.carrier();
    }

    /** What a batch needs of it, and a try. */
    private final class Carrying implements LivePush.Line, LiveEar.Line {
        @Override
        public boolean send(String message) {
            LiveCarrier carrier = isOpen() ? carrier() : null;
            return carrier != null && carrier.send(message);
        }

        @Override
        public void silent(End end) {
            LiveLine.this.fallen(end);
        }

        @Override
        public boolean hears(LiveEar one) {
            synchronized (LiveLine.this) {
                return ear == one;
            }
        }

        @Override
        public void fallen(End end) {
            LiveLine.this.fallen(end);
        }

        @Override
        public String attempted() {
            return LiveLine.this.attempted();
        }
    }

    /** Does what the session says. */
    private final class Hands implements LiveHands {
        @Override
        public void send(String text) {
            LiveCarrier carrier = carrier();
            if (carrier != null) {
                boolean unused = carrier.send(text); // One that cannot is about to say why.
            }
        }

        @Override
        public void send(ByteString message) {
            LiveCarrier carrier = carrier();
            if (carrier != null) {
                boolean unused = carrier.send(message);
                box.touch();
            }
        }

        @Override
        public void ping() {
            LiveCarrier carrier = carrier();
            if (carrier != null) {
                carrier.ping();
            }
        }

        @Override
        public LiveBox box() {
            return box;
        }

        @Override
        public void live() {
            synchronized (LiveLine.this) {
                if (opened || over) {
                    return;
                }
                opened = true;
                refreshed = false; // This credential was good; what comes when it runs out is another refusal.
            }
            listener.opened(dial.dialect.pings());
        }

        @Override
        public void woken(boolean brought) {
            if (isOpen()) {
                listener.woken(brought);
            }
        }

        @Override
        public void shown() {
            if (isOpen()) {
                listener.shown();
            }
        }

        @Override
        public void acknowledged(@Nullable String refusal) {
            push.acknowledged(refusal);
        }

        @Override
        public void over(End end) {
            LiveCarrier carrier = carrier();
            if (carrier != null) {
                carrier.close(end.kind() == Kind.GARBAGE ? NO_PROTOCOL : IN_ORDER);
            }
            fallen(end);
        }
    }
}
