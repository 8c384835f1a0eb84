package dev.mooring.sync.okhttp.eventlog;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection to {@code /do/live}. What it says is a hint, but for events that continue the log exactly where this client is: those
 * are data, see {@link LogTail}. So whatever is lost, repeated or made up on the way leads to a pull, and to nothing else.
 *
 * <p>Events that came are kept until core takes them, in bounds. While an exchange is under way nobody is woken, as its answer may bring
 * the same: a push sees its own events come by here. At its end, what reaches behind the answer wakes.
 */
final class EventLive implements LiveDialect.Session {
    private static final int MOST_EVENTS = 1000;
    private static final long MOST_CHARS = 4 << 20;

    /** So many messages in a row that nobody can read are not the protocol. */
    private static final int MOST_GARBAGE = 20;

    private final EventForm form;
    private final LiveDialect.Output out;
    private final ArrayDeque<Message> inbox = new ArrayDeque<>();
    private int exchanges;
    private int garbage;
    private long known = -1;

    private record Message(LiveEvents.Told told, int chars) {
        List<Event> events() {
            return told.events();
        }
    }

    EventLive(EventForm form, LiveDialect.Output out) {
        this.form = form;
        this.out = out;
    }

    /** The server's own word comes first, and tells more than an open stream. */
    @Override
    public void opened() {}

    @Override
    public void received(String type, String text) {
        try {
            switch (type) {
                case "open" -> out.live();
                case "events" -> keep(new Message(LiveEvents.events(text), text.length()));
                case "news" -> news(LiveEvents.latest(text));
                case "moved" -> out.woken(false);
                default -> {
                    return; // A later version of the server says more.
                }
            }
            garbage = 0;
        } catch (JsonDataException | IOException e) {
            unreadable(e);
        }
    }

    private void unreadable(Exception e) {
        garbage++;
        if (garbage > MOST_GARBAGE) {
            out.over(new End(
                    Kind.GARBAGE,
                    "the live stream sent " + garbage + " messages in a row that cannot be read, the last one: "
                            + e.getMessage(),
                    null));
        } else {
            out.woken(false);
        }
    }

    private void news(long latest) {
        if (latest > known) {
            out.woken(false);
        }
    }

    private void keep(Message message) {
        inbox.add(message);
        if (isTooMuch()) {
            inbox.clear();
            out.woken(false);
        } else if (exchanges == 0) {
            wake();
        }
    }

    private boolean isTooMuch() {
        return inbox.stream().mapToInt(message -> message.events().size()).sum() > MOST_EVENTS
                || inbox.stream().mapToLong(Message::chars).sum() > MOST_CHARS;
    }

    /** Wakes, if anything reaches behind what is known to be here. */
    private void wake() {
        inbox.removeIf(message -> LogTail.end(message.events()) <= known);
        if (!inbox.isEmpty()) {
            out.woken(true);
        }
    }

    @Override
    public void beat() {}

    @Override
    public void exchanging(Ask ask) {
        exchanges++;
    }

    @Override
    public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
        exchanges--;
        if (answer instanceof Answer.Settled settled) {
            known = LogCursor.of(settled.page().cursor()).sequence();
        }
        if (exchanges == 0 && !inbox.isEmpty()) {
            wake();
        }
    }

    @Override
    public LiveDialect.Heard heard(Cursor from) {
        LogTail tail = new LogTail(from);
        boolean whole = inbox.stream().map(Message::told).allMatch(told -> tail.take(told.events(), told.facts()));
        inbox.clear();
        known = tail.position();
        return tail.heard(form, !whole);
    }

    @Override
    public void taken(boolean all) {
        if (!all) {
            known = -1;
        }
    }

    @Override
    public boolean carries(String collection) {
        return true;
    }

    @Override
    public @Nullable String next(Ask.Push push, int settled) {
        return null;
    }
}
