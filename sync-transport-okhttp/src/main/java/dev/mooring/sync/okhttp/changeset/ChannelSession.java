package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** A session over which all exchanges go: it hears of none beside it, and its messages are binary. */
abstract class ChannelSession implements LiveDialect.Session {
    /** A text is a sign of life. */
    @Override
    public void received(String type, String text) {}

    /** The transport pings. */
    @Override
    public void beat() {}

    @Override
    public void exchanging(Ask ask) {}

    @Override
    public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {}

    @Override
    public LiveDialect.Heard heard(Cursor from) {
        return new LiveDialect.Heard(Collections.emptyList(), new Page(from, true));
    }

    @Override
    public void taken(boolean all) {}

    @Override
    public boolean carries(String collection) {
        return true;
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        return null;
    }
}
