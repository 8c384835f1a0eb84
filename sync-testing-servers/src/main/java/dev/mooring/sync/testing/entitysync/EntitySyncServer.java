package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.process.Options;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the live entity-sync server, over HTTP and, at {@code /sync/ws}, over WebSockets. It has the faults of the live one. An
 * older entity overwrites a newer one. A push replaces the whole entity, and drops fields that the server does not know. One bad value
 * refuses a whole push. An item that fails is told only beside {@code success: true}. An edit of a time alone is taken for a replay. Pulls
 * hide deletes. A database that cannot be read looks like an empty one.
 *
 * <p>Times come from the clock of the builder. A request is answered under the lock of its user. The class is long as a test reaches all
 * of the server's switches here.
 */
public final class EntitySyncServer extends StandInServer<EntitySyncServer> {
    private static final String PREFIX = "/api/sync/";
    private static final String LONG_AGO = "2026-01-01 00:00:00";

    private final boolean promised;
    private final Clock clock;
    private final Supplier<String> tokens;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, Integer> hidden = new ConcurrentHashMap<>();
    private final EntitySockets sockets = new EntitySockets(sessions::get, this::account, this::flush);
    private final Queue<Reply> canned = new ArrayDeque<>();
    private int failingReads;
    private int itemsToDeath = -1;

    EntitySyncServer(EntitySyncServerBuilder builder) {
        super(false);
        promised = builder.flavour == Flavour.PROMISED;
        clock = builder.clock;
        tokens = promised ? () -> PullEndpoint.SEQ + sequence.get() : builder.tokens;
        sessions.putAll(builder.sessions);
    }

    /**
     * Begins a server: live flavour, system clock, no user.
     *
     * @return a builder
     */
    public static EntitySyncServerBuilder builder() {
        return new EntitySyncServerBuilder();
    }

    @Override
    protected EntitySyncServer self() {
        return this;
    }

    @Override
    protected LiveFace live() {
        return sockets;
    }

    /**
     * The WebSocket side of it, and its faults.
     *
     * @return always the same
     */
    public EntitySockets sockets() {
        return sockets;
    }

    /**
     * Runs a server as a process of its own, and prints its URL on a line. Options, with their defaults: {@code --port N} (0, a free one);
     * {@code --flavour live|promised} (live); {@code --user U} (u1) with the bearer token {@code --token T} (t1); {@code --entities N}
     * (0), how many entries it begins with; {@code --help}.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        Options.serve(args, CommandLine.OPTIONS, CommandLine::server);
    }

    // ---- the other side of the server: for tests

    /**
     * All rows of a user, tombstones included.
     *
     * @param user whose
     * @return a copy, in the order in which they were first written
     */
    public List<StoredEntity> entities(String user) {
        Account account = account(user);
        List<StoredEntity> entities = new ArrayList<>();
        synchronized (account) {
            account.all().forEach(row -> entities.add(row.asStored()));
        }
        return entities;
    }

    /**
     * One row.
     *
     * @param user whose
     * @param type of the entity
     * @param id of the entity
     * @return the row, even if it is a tombstone
     */
    public Optional<StoredEntity> entity(String user, EntityType type, String id) {
        Account account = account(user);
        synchronized (account) {
            return Optional.ofNullable(account.find(type, id)).map(Row::asStored);
        }
    }

    /**
     * Puts a row as if it had been written long ago. Nothing is checked. A deleted row is there again.
     *
     * @param user into whose table
     * @param type of the entity
     * @param id of the entity
     * @param json what is stored, possibly none
     */
    public void put(String user, EntityType type, String id, String json) {
        Account account = account(user);
        synchronized (account) {
            account.write(type, id, json).deletedAt = null;
            if (account.lastSyncTime() == null) {
                account.restore(account.token(), LONG_AGO);
            }
        }
    }

    /**
     * Another device of the user has written over its socket, and nobody heard it. Its JSON is stored as it is, with {@code goal_ids: []}
     * and {@code sync_version: 1}. A tombstone stays a tombstone. What a socket itself does is seen through {@link #connect}.
     *
     * @param user whose
     * @param type of the entity
     * @param id of the entity
     * @param json an object
     */
    public void putOverSocket(String user, EntityType type, String id, String json) {
        Account account = account(user);
        synchronized (account) {
            Map<String, Object> entity = Shapes.copy((Map<?, ?>) JsonReader.read(json));
            if (type == EntityType.LOGBOOK_ENTRY) {
                entity.putIfAbsent("goal_ids", List.of());
                entity.putIfAbsent("sync_version", 1.0);
            }
            Row row = account.write(type, id, JsonWriter.write(entity));
            account.restore(PullEndpoint.SEQ + row.seq, account.lastSyncTime());
        }
    }

    /**
     * Another device of the user deletes over HTTP.
     *
     * @param user whose
     * @param type of the entity
     * @param id of the entity; nothing happens if it is unknown
     */
    public void delete(String user, EntityType type, String id) {
        Account account = account(user);
        synchronized (account) {
            account.softDelete(type, id, account.now());
            account.touch(tokens.get());
        }
    }

    /**
     * Copies the database, as a backup does.
     *
     * @return puts the copy back when it is run, any number of times: rows, versions, tokens, idempotency keys and the sequence are as they
     *     were, and who was not there then has nothing
     */
    public Runnable backup() {
        Map<String, Account.Copy> copies = new HashMap<>();
        accounts.forEach((user, account) -> {
            synchronized (account) {
                copies.put(user, account.copy());
            }
        });
        long last = sequence.get();
        return () -> {
            accounts.forEach((user, account) -> {
                synchronized (account) {
                    account.restore(copies.get(user));
                }
            });
            sequence.set(last);
        };
    }

    /**
     * The next requests that read the table find it empty, as the live server does when its database fails. A stream of a socket says
     * that it fails.
     *
     * @param times how many requests
     */
    public synchronized void failReads(int times) {
        failingReads = times;
    }

    /**
     * From now on pulls leave out rows of a user, as a query that was cut does. The status counts them all the same.
     *
     * @param user whose
     * @param rows how many, the first ones; 0 to show all again
     */
    public void hide(String user, int rows) {
        hidden.put(user, rows);
    }

    /**
     * The worker dies in the middle of the next push. It has applied the first items, and answers 500.
     *
     * @param items how many are applied
     */
    public synchronized void dieAfter(int items) {
        itemsToDeath = items;
    }

    /**
     * Every write of one entity fails, until it is mended.
     *
     * @param user whose
     * @param type of the entity
     * @param id of the entity
     * @param reason the database's words; null mends it
     */
    public void failItem(String user, EntityType type, String id, @Nullable String reason) {
        Account account = account(user);
        synchronized (account) {
            account.failItem(type, id, reason);
        }
    }

    /**
     * The next request that has no canned answer before it gets this one, and changes nothing.
     *
     * @param reply what the platform in front of the server answers
     */
    public synchronized void answerNext(Reply reply) {
        canned.add(reply);
    }

    /**
     * Another token for a user.
     *
     * @param user whose
     * @param token as it stands behind {@code Bearer} or in the cookie {@code auth-token}
     */
    public void addToken(String user, String token) {
        sessions.put(token, user);
    }

    /**
     * A token is refused from now on.
     *
     * @param token which
     */
    public void expireToken(String token) {
        sessions.remove(token);
    }

    /**
     * Deletes the user's own row. The token stays good, and every write fails.
     *
     * @param user who
     */
    public void forgetUser(String user) {
        account(user).forgetUser();
    }

    /** As if others had taken so many. */
    void sequence(long last) {
        sequence.set(last);
    }

    Account account(String user) {
        return accounts.computeIfAbsent(user, name -> new Account(name, promised, clock, sequence, this::failsRead));
    }

    // ---- routing

    @Override
    protected Reply answer(Request request) {
        synchronized (this) {
            Reply reply = canned.poll();
            if (reply != null) {
                return reply;
            }
        }
        String path = Target.of(request.path()).path();
        if (request.method().equals("OPTIONS")) {
            return Answers.preflight();
        }
        if (!path.startsWith(PREFIX)) {
            return Answers.error(404, "Not found");
        }
        String token = Credentials.token(request);
        String user = token == null ? null : sessions.get(token);
        if (user == null) {
            return Answers.error(401, token == null ? "No authentication token provided" : "Invalid or expired token");
        }
        Account account = account(user);
        synchronized (account) {
            try {
                return route(account, request, request.method() + " " + path.substring(PREFIX.length()));
            } catch (Refusal | ScriptError e) {
                return Answers.error(400, "Invalid request body");
            }
        }
    }

    private Reply route(Account account, Request request, String call) {
        switch (call) {
            case "POST push":
                return new PushEndpoint(account, tokens, request, death()).answer(promised);
            case "POST pull":
                return pull(account, request);
            case "POST batch":
                return new BatchEndpoint(account, live(account)).answer(request, tokens);
            case "GET status":
                return StatusEndpoint.answer(account, live(account).size());
            default:
                return Answers.error(404, "Not found");
        }
    }

    private synchronized int death() {
        int items = itemsToDeath;
        itemsToDeath = -1;
        return items;
    }

    private synchronized boolean failsRead() {
        return failingReads > 0 && failingReads-- > 0;
    }

    /** What the table shows; nothing while its reads fail. */
    private List<Row> live(Account account) {
        return failsRead() ? List.of() : account.live();
    }

    private Reply pull(Account account, Request request) {
        List<Row> rows = promised ? PullEndpoint.after(account, request) : live(account);
        List<Row> shown = new ArrayList<>(rows.size());
        rows.stream()
                .skip(hidden.getOrDefault(account.user, 0))
                .filter(row -> !row.isThere() || row.isShown())
                .forEach(shown::add);
        String known = promised ? tokens.get() : account.token();
        return PullEndpoint.answer(shown, known == null ? tokens.get() : known, account.now());
    }
}
