package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.time.Instant;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A session as it is; its heirs keep something from it. */
abstract class ForwardingSession implements LiveDialect.Session {
    final LiveDialect.Session inner;

    ForwardingSession(LiveDialect.Session inner) {
        this.inner = inner;
    }

    @Override
    public void opened() {
        inner.opened();
    }

    @Override
    public void received(String type, String text) {
        inner.received(type, text);
    }

    @Override
    public void received(ByteString message) {
        inner.received(message);
    }

    @Override
    public void credential(String value) {
        inner.credential(value);
    }

    @Override
    public boolean isFull() {
        return inner.isFull();
    }

    @Override
    public void beat() {
        inner.beat();
    }

    @Override
    public void exchanging(Ask ask) {
        inner.exchanging(ask);
    }

    @Override
    public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
        inner.exchanged(ask, answer, at);
    }

    @Override
    public LiveDialect.Heard heard(Cursor from) {
        return inner.heard(from);
    }

    @Override
    public void taken(boolean all) {
        inner.taken(all);
    }

    @Override
    public boolean carries(String collection) {
        return inner.carries(collection);
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        return inner.next(push, settled);
    }
}
