package dev.mooring.examples.desktop.server;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stand-in of the event-log server with one rule of the house in front of it: a title that is too long is refused for good. It
 * listens on a loopback port once it is started, and keeps everything in memory.
 */
public final class HomeServer extends StandInServer<HomeServer> {
    /** Whose list it is. */
    public static final String USER = "ada";

    /** The longest title that is let in. */
    public static final int LONGEST_TITLE = 60;

    /** A title in a row, in a payload that is text inside JSON. */
    private static final Pattern TITLE = Pattern.compile("\\\\\"title\\\\\":\\\\\"(.*?)\\\\\"");

    private final EventLogServer log = EventLogServer.builder().live(true).build();

    /** A server that has nothing yet. */
    public HomeServer() {
        super(false);
    }

    @Override
    protected Reply answer(Request request) {
        if (request.method().equals("POST")) {
            Matcher title = TITLE.matcher(request.text());
            while (title.find()) {
                if (title.group(1).length() > LONGEST_TITLE) {
                    return refusal();
                }
            }
        }
        return log.handle(request);
    }

    /** Who listens, listens to the log. */
    @Override
    protected @Nullable LiveFace live() {
        return log.live();
    }

    private static Reply refusal() {
        return Reply.of(
                413,
                Map.of("Content-Type", "application/json"),
                "{\"error\":\"A title here has at most " + LONGEST_TITLE + " characters.\"}");
    }

    @Override
    protected HomeServer self() {
        return this;
    }

    /** The log, for what other devices have written. */
    EventLogServer log() {
        return log;
    }

    /** How many events it has. */
    public long latest() {
        return log.latest(USER);
    }

    /**
     * The server is set up anew, from a backup.
     *
     * @param kept how many of its events were in the backup; 0 for none
     */
    public void restore(long kept) {
        log.truncate(USER, kept);
    }
}
