package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.script.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Those who listen to one user's log at {@code GET /do/live}, and what they are told: new events behind the one that comes before them; that
 * there is more than fits; or that the log is no longer the one they followed. Callers hold the lock of the user's object.
 */
final class LiveLog {
    /** What fits into one message, beside the event before the new ones. */
    static final int MOST_EVENTS = 100;

    static final int MOST_BYTES = 256 * 1024;

    private final UserLog log;
    /** What each message tells beside; empty where the flavour tells nothing. */
    private final Supplier<String> facts;

    private final List<Listener> listeners = new ArrayList<>();

    LiveLog(UserLog log, Supplier<String> facts) {
        this.log = log;
        this.facts = facts;
    }

    private static final class Listener {
        final LiveFace.Line line;
        long at;
        int size;

        Listener(LiveFace.Line line, long at) {
            this.line = line;
            this.at = at;
        }
    }

    /** What one of them hears. A client of a stream says nothing. */
    LiveFace.Client connected(double since, LiveFace.Line line, Object lock) {
        long at = since >= 0 && since <= log.latest() ? (long) since : log.latest();
        Listener listener = new Listener(line, at);
        listener.size = log.size() - log.above(at, Set.of()).length;
        line.event("open", null, latest());
        if (since > log.latest()) {
            moved(line, "the log ends before " + (long) since);
        } else {
            listeners.add(listener);
            tell();
        }
        return new LiveFace.Client() {
            @Override
            public void text(String text) {
                throw new IllegalStateException("a stream goes one way");
            }

            @Override
            public void closed() {
                synchronized (lock) {
                    listeners.remove(listener);
                }
            }
        };
    }

    /** The log may be another one than before. */
    void tell() {
        Map<Long, String> messages = new HashMap<>();
        for (Listener listener : new ArrayList<>(listeners)) {
            long latest = log.latest();
            if (latest < listener.at) {
                listeners.remove(listener);
                moved(listener.line, "the log was cut");
                continue;
            }
            byte[][] fresh = log.above(listener.at, Set.of());
            boolean onlyMore = listener.size + fresh.length == log.size();
            if (onlyMore && fresh.length == 0) {
                continue;
            }
            String message = onlyMore ? messages.computeIfAbsent(listener.at, at -> events(at, fresh)) : "";
            if (message.isEmpty()) {
                listener.line.event("news", null, latest());
            } else {
                listener.line.event("events", Long.toString(latest), message);
            }
            listener.at = latest;
            listener.size = log.size();
        }
    }

    private static void moved(LiveFace.Line line, String reason) {
        line.event("moved", null, "{\"reason\":" + JsonWriter.quote(reason) + "}");
        line.close(1000, reason);
    }

    private String latest() {
        return "{\"latest\":" + log.latest() + facts.get() + "}";
    }

    /** Empty if it is too much for one message. */
    private String events(long at, byte[][] fresh) {
        byte[] before = log.upTo(at);
        int bytes = before.length;
        for (byte[] row : fresh) {
            bytes += row.length;
        }
        if (fresh.length > MOST_EVENTS || bytes > MOST_BYTES) {
            return "";
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(bytes + fresh.length + 16);
        text.writeBytes("{\"events\":[".getBytes(StandardCharsets.UTF_8));
        text.writeBytes(before);
        for (int i = 0; i < fresh.length; i++) {
            if (i > 0 || before.length > 0) {
                text.write(',');
            }
            text.writeBytes(fresh[i]);
        }
        text.writeBytes(("]" + facts.get() + "}").getBytes(StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
