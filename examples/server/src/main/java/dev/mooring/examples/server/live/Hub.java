package dev.mooring.examples.server.live;

import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Answer;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.store.Logs;
import dev.mooring.examples.server.store.StoreException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who listens to which log. Whoever learns that a log may have changed says so here; what is new is then read from the database. So it does
 * not matter which server wrote it, or whether anybody is told twice or late. Thread-safe.
 */
public final class Hub {
    private final Logs logs;
    private final Clock clock;
    private final Executor executor;
    private final Map<LogId, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final Set<LogId> queued = ConcurrentHashMap.newKeySet();

    /**
     * Prepares a hub.
     *
     * @param clock for the ends of tokens
     * @param executor sends, and may block as long as a socket takes
     */
    public Hub(Logs logs, Clock clock, Executor executor) {
        this.clock = clock;
        this.logs = logs;
        this.executor = executor;
    }

    /** One who listens. */
    public final class Listener {
        private final LogId id;
        private final Line line;
        private final Writer writer;
        private final String history;
        private final long until;
        private long at;

        private Listener(LogId id, Line line, Writer writer, Head head, long at, long until) {
            this.until = until;
            this.id = id;
            this.line = line;
            this.writer = writer;
            this.history = head.history();
            this.at = at;
        }

        /** Says that the writer is alive. */
        public void renew() {
            if (writer.isNamed()) {
                logs.renew(id, writer);
            }
        }

        /** Gives the lease back, if its writer has it. */
        public void release() {
            if (writer.isNamed()) {
                logs.release(id, writer.name());
            }
        }

        /** The connection is over. */
        public void gone() {
            listeners.computeIfPresent(id, (each, list) -> {
                list.remove(this);
                return list.isEmpty() ? null : list;
            });
        }
    }

    /**
     * Somebody listens from now on.
     *
     * @param since behind which sequence; negative to begin with what comes next
     * @param until when the right to listen ends, in milliseconds since 1970
     */
    public Listener connected(LogId id, Line line, Writer writer, long since, long until) {
        Head head = logs.head(id);
        long at = since < 0 ? head.latest() : since;
        Listener listener = new Listener(id, line, writer, head, at, until);
        line.say(Message.open(head));
        if (since > head.latest()) {
            moved(listener, "the log ends before " + since);
        } else {
            listeners.compute(id, (each, list) -> {
                List<Listener> all = list == null ? new CopyOnWriteArrayList<>() : list;
                all.add(listener);
                return all;
            });
            changed(id);
        }
        return listener;
    }

    /** The log may have changed. */
    public void changed(LogId id) {
        if (listeners.containsKey(id) && queued.add(id)) {
            try {
                executor.execute(() -> tell(id));
            } catch (RejectedExecutionException e) {
                queued.remove(id); // The server ends.
            }
        }
    }

    /** Any log may have changed. */
    public void allChanged() {
        listeners.keySet().forEach(this::changed);
    }

    /** Everybody hears that the server lives, and writers that listen keep their leases. */
    public void beat() {
        for (List<Listener> list : listeners.values()) {
            for (Listener listener : list) {
                executor.execute(() -> beat(listener));
            }
        }
    }

    private void beat(Listener listener) {
        if (clock.millis() > listener.until) {
            listener.line.end(); // Whoever has a new token comes back with it.
            listener.gone();
        } else {
            listener.line.beat();
            listener.renew();
        }
    }

    /** How many listen to a log. */
    public int size(LogId id) {
        return listeners.getOrDefault(id, List.of()).size();
    }

    /** How many listen. */
    public int size() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }

    /** Closes all connections. */
    public void close() {
        listeners.values().forEach(list -> list.forEach(listener -> listener.line.end()));
    }

    private void tell(LogId id) {
        queued.remove(id); // Before it reads: what comes later is told once more.
        List<Listener> list = listeners.getOrDefault(id, List.of());
        synchronized (list) {
            try {
                tell(id, list);
            } catch (StoreException e) {
                changedLater(e);
            }
        }
    }

    /** The next beat or poll tells them. */
    private static void changedLater(StoreException e) {
        org.slf4j.LoggerFactory.getLogger(Hub.class).debug("nothing could be read for those who listen", e);
    }

    private void tell(LogId id, List<Listener> list) {
        Map<Long, Answer> parts = new HashMap<>();
        for (Listener listener : list) {
            Answer part = parts.computeIfAbsent(
                    listener.at, at -> logs.part(id, Math.max(0, at - 1), Message.MOST_EVENTS + 1, Message.MOST_BYTES));
            Head head = part.head();
            if (!head.history().equals(listener.history) || head.latest() < listener.at) {
                moved(listener, "the log was replaced or restored");
            } else if (head.latest() > listener.at) {
                listener.line.say(Message.news(listener.at, part.page(), head));
                listener.at = head.latest();
            }
        }
    }

    private static void moved(Listener listener, String reason) {
        listener.line.say(Message.moved(reason));
        listener.line.end();
        listener.gone();
    }
}
