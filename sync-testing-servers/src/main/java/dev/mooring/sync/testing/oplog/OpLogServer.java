package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.http.Body;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.process.Options;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A stand-in for the live op-log server. It has the faults of the live one. It stores an operation without a payload, and answers empty
 * bodies from then on. It names sequences that a pull did not show. A duplicate uses up a sequence. A second payload is dropped in
 * silence. It checks the generation key first, and then writes into the generation that is active by then. It never sends pages.
 *
 * <p>One lock stands for the one database writer of the live server. Races happen only where {@link #during} asks for them.
 */
public final class OpLogServer extends StandInServer<OpLogServer> {
    private final Object lock = new Object();
    private final Clock clock;
    private final boolean pages;
    private final Gate gate;
    private final Database database;
    private final Map<Race, Deque<Runnable>> races = new EnumMap<>(Race.class);

    OpLogServer(OpLogServerBuilder builder) {
        super(false);
        clock = builder.clock;
        pages = builder.pages;
        gate = new Gate(builder.sessions, builder.user);
        database = new Database(builder.keys);
    }

    /**
     * Begins a server: no sessions, one user {@code dev-user}, random generation keys, system clock, no web pages.
     *
     * @return a builder
     */
    public static OpLogServerBuilder builder() {
        return new OpLogServerBuilder();
    }

    @Override
    protected Reply answer(Request request) {
        Reply reply;
        synchronized (lock) {
            reply = route(request);
        }
        if (request.method().equals("POST")) {
            wrote();
        }
        return reply;
    }

    @Override
    protected OpLogServer self() {
        return this;
    }

    // ---- the other side of the server: for tests

    /**
     * The operations of a user's active generation. One without a payload shows as a record of nothing.
     *
     * @param user whose
     * @return a copy, ascending; payloads as answers show them, without the spaces
     */
    public List<StoredOp> ops(String user) {
        return ops(user, 0);
    }

    /**
     * A part of a user's active generation.
     *
     * @param user whose
     * @param after the sequence to start behind
     * @return a copy, ascending
     */
    public List<StoredOp> ops(String user, long after) {
        byte[][] rows;
        synchronized (lock) {
            rows = database.of(user).above(after);
        }
        List<StoredOp> ops = new ArrayList<>(rows.length);
        for (byte[] row : rows) {
            ops.add(Dataset.read(row));
        }
        return ops;
    }

    /**
     * The key of a user's active generation.
     *
     * @param user whose
     * @return never empty
     */
    public String generation(String user) {
        synchronized (lock) {
            return database.of(user).key();
        }
    }

    /**
     * The snapshot of a user's active generation.
     *
     * @param user whose
     * @return empty for none
     */
    public String snapshot(String user) {
        synchronized (lock) {
            return database.of(user).snapshot();
        }
    }

    /**
     * The highest sequence of a user's active generation.
     *
     * @param user whose
     * @return 0 for an empty log
     */
    public long latest(String user) {
        synchronized (lock) {
            return database.of(user).latest();
        }
    }

    /**
     * Another client's operation comes in.
     *
     * @param user into whose log
     * @param op its sequence is not looked at
     * @return its sequence, or 0 for a duplicate, which burns one all the same
     */
    public long append(String user, StoredOp op) {
        long place;
        synchronized (lock) {
            long next = database.next();
            place = store(user, op, next) ? next : 0;
        }
        wrote();
        return place;
    }

    /**
     * Puts an operation in its place, as if it had come long ago. The counter goes on behind it.
     *
     * @param user into whose log
     * @param op with its sequence
     * @throws IllegalStateException if the place or the operation's identity is taken
     */
    public void put(String user, StoredOp op) {
        synchronized (lock) {
            if (!store(user, op, op.serverSeq())) {
                throw new IllegalStateException(
                        "actor " + op.actor() + " clock " + op.clock() + " is there already, for user " + user);
            }
            database.counter(Math.max(database.counter(), op.serverSeq()));
        }
    }

    private boolean store(String user, StoredOp op, long place) {
        return database.of(user).add(place, op.scope(), op.resourceId(), op.actor(), op.clock(), op.payload());
    }

    /**
     * Sets the counter that all users share.
     *
     * @param used the last sequence that was given away
     */
    public void counter(long used) {
        synchronized (lock) {
            database.counter(used);
        }
    }

    /**
     * Another client replaces a user's dataset: all operations go, the counter goes on.
     *
     * @param user whose
     * @param key the new generation's
     * @param snapshot possibly empty
     */
    public void reset(String user, String key, String snapshot) {
        synchronized (lock) {
            database.begin(user, key, snapshot);
        }
        wrote();
    }

    /**
     * Restores the database from a copy that was made when a sequence was the last one. Later operations are lost for all users, and the
     * counter goes on behind that sequence. Generations stay.
     *
     * @param latest the highest sequence that is left
     */
    public void truncate(long latest) {
        synchronized (lock) {
            database.truncate(latest);
        }
    }

    /**
     * Starts the server again on an empty database. Every user's operations, snapshots and keys are gone, and the counter is 0. The next
     * request of a user makes a generation with a new key and an empty snapshot. A client sees the same after a reset to nothing.
     */
    public void wipe() {
        synchronized (lock) {
            database.wipe();
        }
    }

    /**
     * Copies the database, as a backup does.
     *
     * @return puts the copy back when it is run, any number of times
     */
    public Runnable backup() {
        Database.Copy copy;
        synchronized (lock) {
            copy = database.copy();
        }
        return () -> {
            synchronized (lock) {
                database.restore(copy);
            }
        };
    }

    /**
     * Lets something happen between two statements of the next request that passes there; once.
     *
     * @param race where
     * @param act what, such as an {@link #append} or a {@link #reset}; runs on the request's thread, under the server's lock
     */
    public void during(Race race, Runnable act) {
        synchronized (lock) {
            races.computeIfAbsent(race, key -> new ArrayDeque<>()).add(act);
        }
    }

    /**
     * A session cookie becomes good.
     *
     * @param cookie as in a {@code Cookie} header: {@code name=value}
     * @param user whose
     */
    public void logIn(String cookie, String user) {
        gate.logIn(cookie, user);
    }

    /**
     * A session cookie expires.
     *
     * @param cookie as it was given to {@link #logIn}
     */
    public void logOut(String cookie) {
        gate.logOut(cookie);
    }

    /**
     * Runs a server as a process of its own, and prints its URL on a line. Options, with their defaults: {@code --port N} (0, a free one);
     * {@code --ops N} (0), how many operations the log of {@code --user U} (dev-user) begins with; {@code --key K} and {@code --snapshot
     * TEXT} of the first generation; {@code --auth COOKIE}, the session cookie that it asks for; {@code --pages}, which answers unknown
     * paths with a web page; {@code --help}.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        Options.serve(args, CommandLine.OPTIONS, CommandLine::server);
    }

    // ---- routing

    private Reply route(Request request) {
        Target target = Target.of(request.path());
        String path = target.path();
        boolean get = request.method().equals("GET");
        String clean = path.replaceAll("//+", "/");
        if (!clean.equals(path)) {
            String query = target.query().isEmpty() ? "" : "?" + target.query();
            return Answers.redirect(301, "Moved Permanently", clean + query, get);
        }
        return switch (path) {
            case "/healthz" -> get ? health() : wrongMethod();
            case "/sync/bootstrap", "/sync/pull" -> get ? admitted(request, target) : wrongMethod();
            case "/sync/push", "/sync/reset" ->
                request.method().equals("POST") ? admitted(request, target) : wrongMethod();
            default -> elsewhere(request, path);
        };
    }

    private Reply admitted(Request request, Target target) {
        Reply refusal = gate.originRefusal(request);
        if (refusal != null) {
            return refusal;
        }
        String user = gate.user(request);
        if (user == null) {
            return Answers.error(401, "unauthorized");
        }
        Endpoints endpoints = new Endpoints(database, user, this::moment);
        return switch (target.path()) {
            case "/sync/bootstrap" -> endpoints.bootstrap();
            case "/sync/pull" -> endpoints.pull(target);
            case "/sync/push" -> endpoints.push(request.text());
            default -> endpoints.reset(request.text());
        };
    }

    private void moment(Race race) {
        Deque<Runnable> waiting = races.get(race);
        if (waiting != null && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    private Reply elsewhere(Request request, String path) {
        boolean get = request.method().equals("GET");
        if (path.equals("/auth/logout") && request.method().equals("POST")) {
            return gate.sessions()
                    ? Answers.redirect(302, "Found", "/", false)
                    : new Reply(204, Map.of(), Body.of(new byte[0]));
        }
        boolean stranger = gate.sessions() && !path.startsWith("/sync/") && gate.user(request) == null;
        if (stranger || (gate.sessions() && path.equals("/auth/login"))) {
            return Answers.redirect(302, "Found", "https://issuer.example/authorize", get);
        }
        return pages ? Answers.html("<!doctype html>\n<title>app</title>\n") : Answers.text(404, "404 page not found");
    }

    private static Reply wrongMethod() {
        return Answers.error(405, "method not allowed");
    }

    private Reply health() {
        return Answers.json(
                200,
                "{\n  \"status\": \"ok\",\n  \"time\": \"" + clock.instant().truncatedTo(ChronoUnit.SECONDS)
                        + "\"\n}\n");
    }
}
