package dev.mooring.sync.okhttp.live;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Output;
import dev.mooring.sync.okhttp.LiveDialect.Session;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Page;
import java.time.Instant;
import java.util.Collections;
import java.util.function.BiPredicate;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A connection whose messages wake and carry nothing. It is live as soon as it is open. */
class WakeSession implements Session {
    final Output out;
    private final BiPredicate<String, String> wakes;
    private final boolean binaryWakes;

    /**
     * A session of a connection.
     *
     * @param wakes whether a message of a type wakes; what it throws counts as true
     * @param binaryWakes whether each binary message wakes
     */
    WakeSession(Output out, BiPredicate<String, String> wakes, boolean binaryWakes) {
        this.out = out;
        this.wakes = wakes;
        this.binaryWakes = binaryWakes;
    }

    @Override
    public void opened() {
        out.live();
    }

    @Override
    public void received(String type, String text) {
        if (isNews(type, text)) {
            out.woken(false);
        }
    }

    private boolean isNews(String type, String text) {
        try {
            return wakes.test(type, text);
        } catch (RuntimeException notUnderstood) {
            return true; // A pull too many costs less than a change that nobody sees.
        }
    }

    @Override
    public void received(ByteString message) {
        if (binaryWakes) {
            out.woken(false);
        }
    }

    @Override
    public void beat() {}

    @Override
    public final void exchanging(Ask ask) {}

    @Override
    public final void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {}

    @Override
    public final Heard heard(Cursor from) {
        return new Heard(Collections.emptyList(), new Page(from, true));
    }

    @Override
    public final void taken(boolean all) {}

    @Override
    public final boolean carries(String collection) {
        return true;
    }

    @Override
    public final @Nullable String next(Ask.Push push, int settled) {
        return null;
    }
}
