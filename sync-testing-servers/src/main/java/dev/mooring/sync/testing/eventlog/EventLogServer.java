package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.process.Options;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the live event-log server. It has the faults of the live one. It trusts the client's marker. It answers a collision with
 * 500 instead of 409, and rolls nothing back. It converts values that it should refuse. It sends the whole log in one body.
 *
 * <p>Events that the server makes itself take their time from the builder's clock.
 */
public final class EventLogServer extends StandInServer<EventLogServer> {
    private final Flavour flavour;
    private final Clock clock;
    private final EventLogServerBuilder settings;
    private final Upstream upstream;
    private final Map<String, String> secrets;
    private final Map<String, UserObject> users = new ConcurrentHashMap<>();
    private final @Nullable LiveFace live;

    EventLogServer(EventLogServerBuilder builder) {
        super(builder.gzip);
        flavour = builder.flavour;
        clock = builder.clock;
        settings = builder.copy();
        upstream = builder.upstream == null ? new HttpUpstream() : builder.upstream;
        secrets = new LinkedHashMap<>(builder.secrets);
        live = builder.live ? new Live() : null;
    }

    /**
     * Begins a server: base flavour, system clock, real HTTP upstream, no secrets.
     *
     * @return a builder
     */
    public static EventLogServerBuilder builder() {
        return new EventLogServerBuilder();
    }

    @Override
    protected Reply answer(Request request) {
        try {
            return route(request);
        } catch (ScriptError e) {
            return Answers.error(500, e.words());
        }
    }

    @Override
    public @Nullable LiveFace live() {
        return live;
    }

    @Override
    protected EventLogServer self() {
        return this;
    }

    // ---- the other side of the server: for tests

    /**
     * A user's log.
     *
     * @param user whose
     * @return a copy, ascending
     */
    public List<StoredEvent> events(String user) {
        return events(user, 0);
    }

    /**
     * A part of a user's log.
     *
     * @param user whose
     * @param after the sequence to start behind
     * @return a copy, ascending
     */
    public List<StoredEvent> events(String user, long after) {
        UserObject object = object(user);
        byte[][] rows;
        synchronized (object) {
            object.fireAlarm();
            rows = object.log.above(after, Set.of());
        }
        flush();
        List<StoredEvent> events = new ArrayList<>(rows.length);
        for (byte[] row : rows) {
            events.add(Row.read(row));
        }
        return events;
    }

    /**
     * The highest sequence of a user's log.
     *
     * @param user whose
     * @return 0 for an empty log
     */
    public long latest(String user) {
        UserObject object = object(user);
        long latest;
        synchronized (object) {
            object.fireAlarm();
            latest = object.log.latest();
        }
        flush();
        return latest;
    }

    /**
     * The server appends an event of its own.
     *
     * @param user to whose log
     * @param type such as {@code cron_result}
     * @param payload any text
     * @return the event's sequence
     */
    public long append(String user, String type, String payload) {
        UserObject object = object(user);
        long sequence;
        synchronized (object) {
            object.fireAlarm();
            sequence = object.mint(type, payload, clock.instant());
        }
        flush();
        return sequence;
    }

    /**
     * Puts an event in its place, as if it had come long ago.
     *
     * @param user into whose log
     * @param event with its sequence
     * @throws IllegalStateException if the place is taken
     */
    public void put(String user, StoredEvent event) {
        UserObject object = object(user);
        synchronized (object) {
            if (!object.log.insert(event.sequence(), Row.of(event).bytes(event.sequence()))) {
                throw new IllegalStateException("sequence " + event.sequence() + " of " + user + " is taken");
            }
            if (object.strict != null) {
                object.strict.found(event.sequence());
            }
            object.live.tell();
        }
        flush();
    }

    /**
     * The server loses the end of a log.
     *
     * @param user whose
     * @param latest the highest sequence that is left; 0 empties the log
     */
    public void truncate(String user, long latest) {
        UserObject object = object(user);
        synchronized (object) {
            object.log.truncate(latest);
            if (object.strict != null) {
                object.strict.lose(latest);
            }
            object.live.tell();
        }
        flush();
    }

    /**
     * The server loses one event.
     *
     * @param user whose
     * @param sequence which
     * @return whether it was there
     */
    public boolean makeHole(String user, long sequence) {
        UserObject object = object(user);
        boolean was;
        synchronized (object) {
            was = object.log.remove(sequence);
            object.live.tell();
        }
        flush();
        return was;
    }

    // ---- the other side of the strict flavour

    /**
     * The name of a user's history.
     *
     * @param user whose
     * @return changes with each {@link #restoreBackup}
     */
    public String history(String user) {
        return strict(user, StrictLog::history);
    }

    /**
     * Who may write into a user's log.
     *
     * @param user whose
     * @return the writer, {@code server}, or nothing if nobody holds the lease
     */
    public String holder(String user) {
        return strict(user, strict -> strict.lease.holder());
    }

    /**
     * The fencing token.
     *
     * @param user whose
     * @return as answers tell it
     */
    public long fencingToken(String user) {
        return strict(user, strict -> strict.lease.token());
    }

    /**
     * What the server has written itself and not stored yet, as a client holds the lease.
     *
     * @param user whose
     * @return how many events
     */
    public int waiting(String user) {
        return strict(user, StrictLog::waiting);
    }

    /**
     * Drops events whose key has a later one.
     *
     * @param user whose
     * @return how many
     */
    public int compact(String user) {
        return strict(user, StrictLog::compact);
    }

    /**
     * The log is restored from a backup, as another history.
     *
     * @param user whose
     * @param latest the last sequence of the backup
     */
    public void restoreBackup(String user, long latest) {
        strict(user, strict -> {
            strict.restore(latest);
            return latest;
        });
    }

    /**
     * The process of the server ends in order and begins again.
     *
     * @param user whose lease may be forgotten
     */
    public void rebooted(String user) {
        strict(user, strict -> {
            strict.restart();
            return user;
        });
    }

    private <T> T strict(String user, Function<StrictLog, T> asked) {
        UserObject object = object(user);
        T answer;
        synchronized (object) {
            object.fireAlarm();
            StrictLog strict = object.strict;
            if (strict == null) {
                throw new IllegalStateException("only the strict flavour has this");
            }
            answer = asked.apply(strict);
        }
        flush();
        return answer;
    }

    /**
     * Runs a server as a process of its own, and prints its URL on a line. Options, with their defaults: {@code --port N} (0, a free one);
     * {@code --flavour base|full|strict} (base); {@code --events N} (0), how many events the log of {@code --user U} (u1) begins with; {@code
     * --no-gzip}; {@code --live} for {@code GET /do/live}; {@code --help}.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        Options.serve(args, CommandLine.OPTIONS, CommandLine::server);
    }

    // ---- routing, as the worker in front of the users' objects does it

    private Reply route(Request request) {
        Target target = Target.of(request.path());
        if (request.method().equals("OPTIONS")) {
            return preflight();
        }
        if (target.path().startsWith("/do/")) {
            return toUser(request, target);
        }
        if (flavour != Flavour.BASE && target.path().startsWith("/webhook/")) {
            return request.method().equals("POST")
                    ? locked(object("__webhook__"), request, target.path(), target)
                    : Answers.error(405, "Webhooks only accept POST requests");
        }
        return request.method().equals("POST")
                ? stateless(request)
                : Answers.error(405, "Method not allowed. Use POST.");
    }

    private static String user(Request request, Target target) {
        String user = request.header("X-User-Id");
        return user.isEmpty() ? Objects.requireNonNullElse(target.parameter("user_id"), "") : user;
    }

    private static Reply noUser() {
        return Answers.error(400, "Missing user ID. Provide X-User-Id header or user_id query param.");
    }

    /** {@code GET /do/live}. */
    private final class Live implements LiveFace {
        @Override
        public boolean takes(Request request) {
            return request.method().equals("GET")
                    && Target.of(request.path()).path().equals("/do/live");
        }

        @Override
        public @Nullable Reply refuses(Request request) {
            return user(request, Target.of(request.path())).isEmpty() ? noUser() : null;
        }

        @Override
        public Client connected(Request request, Line line) {
            Target target = Target.of(request.path());
            UserObject object = object(user(request, target));
            synchronized (object) {
                object.fireAlarm();
                if (object.strict != null) {
                    object.strict.heard(Objects.requireNonNullElse(target.parameter("writer"), ""));
                }
                return object.live.connected(UserObject.since(target), line, object);
            }
        }
    }

    private Reply toUser(Request request, Target target) {
        String user = user(request, target);
        if (user.isEmpty()) {
            return noUser();
        }
        String path = target.path().substring("/do".length());
        if (path.equals("/proxy") && request.method().equals("POST")) {
            return object(user).proxy(request, upstream, secrets);
        }
        return locked(object(user), request, path, target);
    }

    private static Reply locked(UserObject object, Request request, String path, Target target) {
        synchronized (object) {
            try {
                return object.answer(request, path, target);
            } finally {
                object.live.tell(); // Also where a request has failed half-way: what is in stays in.
            }
        }
    }

    private UserObject object(String user) {
        return users.computeIfAbsent(user, name -> new UserObject(settings));
    }

    private static Reply preflight() {
        Map<String, String> headers = Map.of(
                "Access-Control-Allow-Origin", "*",
                "Access-Control-Allow-Headers", "Content-Type, X-User-Id",
                "Access-Control-Allow-Methods", "GET, POST, OPTIONS");
        return new Reply(204, headers, Body.of(new byte[0]));
    }

    private Reply stateless(Request request) {
        Object body;
        try {
            body = JsonReader.read(request.text());
        } catch (ScriptError e) {
            return Answers.error(400, "Invalid JSON body.");
        }
        if (!ProxyCall.hasUrl(body)) {
            return Answers.error(400, "Missing 'url' in request body.");
        }
        try {
            Upstream.Result result = new ProxyCall(body, secrets, "requestBody").make(upstream);
            return new Reply(
                    result.status(), result.headers(), Body.of(result.body().getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return Answers.error(502, "Upstream request failed: " + e.getMessage());
        }
    }
}
