package dev.mooring.sync.okhttp;

import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps;
import java.time.Instant;
import java.util.Collections;
import java.util.function.Supplier;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The channel of a transport: opens it when core asks, tells its session of each exchange, and serves what goes over it without a request.
 */
final class LiveSide implements WakeUps {
    /** Of a connection that serves exchanges alone. */
    private static final Listener NOBODY = new Listener() {
        @Override
        public void opened(boolean watchesItself) {}

        @Override
        public void alive() {}

        @Override
        public void woken(boolean brought) {}

        @Override
        public void shown() {}

        @Override
        public void closed(End end) {}
    };

    private final LiveDial dial;
    private @Nullable LiveLine line;
    private @Nullable Ask running;
    private ByteString site = ByteString.EMPTY;
    private final Spare spare = new Spare();
    private boolean closed;

    LiveSide(LiveDial dial) {
        this.dial = dial;
    }

    /**
     * That of a transport.
     *
     * @param guard that of core, whatever it is at the time
     * @return null if its dialect opens none
     */
    static @Nullable LiveSide of(
            OkHttpTransportBuilder builder, ClientSource clients, Secrets secrets, AccountGuard guard) {
        if (!(builder.dialect instanceof LiveDialect dialect)) {
            return null;
        }
        // Asked for a credential while an exchange may ask for it, too.
        AppCredential own =
                new AppCredential(builder.credentials, secrets, builder.limits().call());
        LiveDial dial = new LiveDial(dialect, clients, builder, own, secrets, guard);
        return dial.isWanted() ? new LiveSide(dial) : null;
    }

    @Override
    public Connection open(Listener listener) {
        LiveLine next;
        synchronized (this) {
            next = new LiveLine(dial, listener, running, this::site);
            line = next;
            if (closed) {
                next.close();
                return next;
            }
        }
        spare.drop();
        next.start();
        return next;
    }

    synchronized void named(ByteString name) {
        site = name;
    }

    private synchronized ByteString site() {
        return site;
    }

    private synchronized @Nullable LiveLine line() {
        return line;
    }

    /**
     * Makes an exchange: over the channel where its session says so, else over HTTP, of which the session is told.
     *
     * @param nanos how long it may take
     * @param http makes it over HTTP
     * @param at the server's time in the answer that came last
     */
    Answer exchange(
            Ask ask,
            ChangeSink sink,
            Cancellation cancellation,
            long nanos,
            Supplier<Answer> http,
            Supplier<@Nullable Instant> at) {
        LiveLine now = line();
        if (ask instanceof Ask.Heard heard && heard.outdated()) {
            return outdated(heard, now);
        }
        if (dial.dialect.exchangesOverChannel(ask)) {
            return overChannel(ask, now, sink, cancellation, System.nanoTime() + nanos);
        }
        if (ask instanceof Ask.Heard heard) {
            return heard(heard, now, sink);
        }
        if (ask instanceof Ask.Push push && now != null && now.isOpen()) {
            String first = now.talk.next(push, 0);
            if (first != null) {
                Answer refused = refused(now);
                return refused != null ? refused : now.push(push, first, cancellation, System.nanoTime() + nanos);
            }
        }
        return overHttp(ask, http, at);
    }

    private Answer overChannel(Ask ask, @Nullable LiveLine now, ChangeSink sink, Cancellation cancellation, long end) {
        LiveLine there = now == null || now.isOver() ? null : now;
        if (ask instanceof Ask.Heard && there == null) {
            return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
        }
        Answer answer =
                there == null ? null : new LiveExchange(there, ask, sink, cancellation, this::refused, end).run();
        if (answer == null && ask instanceof Ask.Heard) {
            return overChannel(ask, null, sink, cancellation, end);
        }
        while (answer == null) {
            LiveLine serving = spare.take(() -> new LiveLine(dial, NOBODY, null, this::site));
            try {
                answer = new LiveExchange(serving, ask, sink, cancellation, this::refused, end).run();
            } finally {
                spare.give(serving);
            }
        }
        return answer;
    }

    private Answer overHttp(Ask ask, Supplier<Answer> http, Supplier<@Nullable Instant> at) {
        LiveLine told = runs(ask);
        if (told != null) {
            told.talk.exchanging(ask);
        }
        Instant unused = at.get(); // Of an answer that nobody was told of.
        Answer answer = null;
        try {
            answer = http.get();
            return answer;
        } finally {
            Instant said = at.get();
            told = runs(null);
            if (told != null) {
                told.talk.exchanged(ask, answer, said);
            }
        }
    }

    /** Whoever opens a channel from here on knows it already. */
    private synchronized @Nullable LiveLine runs(@Nullable Ask ask) {
        running = ask;
        return line;
    }

    private static Answer outdated(Ask.Heard ask, @Nullable LiveLine now) {
        if (now != null) {
            now.talk.tell(session -> session.taken(false));
        }
        return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
    }

    private Answer heard(Ask.Heard ask, @Nullable LiveLine now, ChangeSink sink) {
        Heard heard = now == null ? null : now.talk.heard(ask.cursor());
        if (now == null || heard == null) {
            return new Answer.Settled(Collections.emptyList(), new Page(ask.cursor(), true), null);
        }
        boolean all = false;
        try {
            Answer refused = refused(now);
            if (refused != null) {
                return refused;
            }
            for (Slice slice : heard.slices()) {
                sink.accept(slice.changes(), slice.after());
            }
            all = true;
            return new Answer.Settled(Collections.emptyList(), heard.page(), null);
        } finally {
            boolean taken = all;
            now.talk.tell(session -> session.taken(taken));
        }
    }

    /** Somebody else may have signed in since the channel was opened. */
    private @Nullable Answer refused(LiveLine now) {
        Account account = now.account();
        String refusal = account == null ? null : dial.guard.refusal(account);
        return refusal == null ? null : new Answer.Incompatible(Mismatch.OTHER_ACCOUNT, refusal);
    }

    boolean carries(String collection) {
        LiveLine now = line();
        return (now != null && now.isOpen()) ? now.talk.carries(collection) : !dial.dialect.needsChannel(collection);
    }

    void close() {
        LiveLine last;
        synchronized (this) {
            closed = true;
            last = line;
        }
        spare.close();
        if (last != null) {
            last.close();
        }
    }
}
