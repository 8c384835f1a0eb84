package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialect;
import dev.mooring.sync.okhttp.entitysync.EntitySyncDialectBuilder;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.entitysync.StoredEntity;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An entity-sync server with another program at work on it: one that pushes late and stale, writes over the socket, deletes; and
 * with a database that now and then cannot be read, is locked, or dies in the middle of a push. Rows k0 and k1 are entries, k2 a
 * goal, k3 a plan, k4 an occurrence; where there is a repertoire, k1 and k4 are pieces, which only the channel shows and carries.
 *
 * <p>The class is long as it is all that a server of this family does to devices.
 */
class EntitySyncWorld<DB> extends DialectWorld<DB> {
    private static final String API = "https://api.test/";
    private static final String SOCKET = "wss://api.test/sync/ws";
    private static final String REPERTOIRE = "repertoire";
    private static final EntityType[] TYPES = {
        EntityType.LOGBOOK_ENTRY,
        EntityType.LOGBOOK_ENTRY,
        EntityType.GOAL,
        EntityType.PRACTICE_PLAN,
        EntityType.PLAN_OCCURRENCE
    };
    /** Never touched: a server that shows nothing at all is not believed. */
    private static final String ANCHOR = "anchor";

    private static final Duration SELDOM = Duration.ofMinutes(2);

    /** The clock of the machine that answers over HTTP may be behind that of the socket's. */
    private static final Duration SKEW = Duration.ofSeconds(4);

    private final Map<String, Integer> calls;
    private final List<List<StoredEntity>> backups = new ArrayList<>();
    /** The same of the whole database, pieces and sequence included. */
    private final List<Runnable> copies = new ArrayList<>();

    private final Set<String> states = new LinkedHashSet<>();
    private final Map<String, List<String>> courses = new LinkedHashMap<>();
    private final Map<Integer, Instant> answered = new HashMap<>();
    private @Nullable TalkingDevice talking;
    private Instant failed = Instant.EPOCH;
    private long highest;
    private final Garbage garbage = new Garbage(
            "{\"success\":true}", "{\"success\":true,\"conflicts\":[{}]}", "{\"entries\":[]}", "{\"entityCount\":-1}");
    private Supplier<Instant> now = () -> Instant.EPOCH;
    private final Databases<DB> databases;
    private final String user;
    private final Map<String, String> token;
    private final EntitySyncServer server;
    private final EntityType[] types;
    private final boolean repertoire;

    private EntitySyncServer server() {
        return EntitySyncServer.builder()
                .user("u1", "t1")
                .user("u2", "t2")
                .clock(((InstantSource) () -> now.get()).withZone(ZoneOffset.UTC))
                .build();
    }

    EntitySyncWorld(Databases<DB> databases) {
        this(databases, false);
    }

    /** With pieces of the repertoire or without; with them every device needs a channel. */
    EntitySyncWorld(Databases<DB> databases, boolean repertoire) {
        super(databases);
        this.repertoire = repertoire;
        this.types = TYPES.clone();
        if (repertoire) {
            types[1] = EntityType.REPERTOIRE_ITEM;
            types[4] = EntityType.REPERTOIRE_ITEM;
        }
        this.databases = databases;
        this.user = "u1";
        this.token = Map.of("Authorization", "Bearer t1");
        this.server = server();
        this.calls = new HashMap<>();
    }

    /** The second user of the same server, on the same devices. */
    EntitySyncWorld(EntitySyncWorld<DB> first) {
        super(first.databases);
        this.repertoire = first.repertoire;
        this.types = first.types;
        this.databases = first.databases;
        this.user = "u2";
        this.token = Map.of("Authorization", "Bearer t2");
        this.server = first.server;
        this.calls = first.calls;
    }

    // ---- what the simulation needs to know of it

    @Override
    public boolean keepsKeys() {
        return true;
    }

    @Override
    public void clock(Supplier<Instant> time) {
        now = time;
        server.put(user, EntityType.LOGBOOK_ENTRY, ANCHOR, "{\"id\":\"anchor\"}");
    }

    @Override
    public Mutation mutation(String key, String label, boolean delete) {
        int n = key.charAt(1) - '0';
        EntityType type = types[n];
        boolean seldom = type != EntityType.REPERTOIRE_ITEM || label.hashCode() % 8 == 0; // It is for ever.
        return Mutation.of(
                list(type), id(n), delete && seldom ? Mutation.DELETE : "put", "{" + fields(type, label) + "}");
    }

    private static String list(EntityType type) {
        return type == EntityType.REPERTOIRE_ITEM ? REPERTOIRE : type.list();
    }

    /** The key of a piece is the id of a score, which has a title and a composer. */
    private String id(int n) {
        return "k" + n + (types[n] == EntityType.REPERTOIRE_ITEM ? "-x" : "");
    }

    private String place(int n) {
        return list(types[n]) + "/" + id(n);
    }

    @Override
    public boolean needsChannels() {
        return repertoire;
    }

    @Override
    public boolean isUnlisted(String row) {
        return row.startsWith(REPERTOIRE);
    }

    /** No answer shows a piece. */
    @Override
    public Duration hides(String row) {
        return isUnlisted(row) ? Duration.ofDays(36_500) : Duration.ZERO;
    }

    private static String fields(EntityType type, String label) {
        return switch (type) {
            case LOGBOOK_ENTRY -> "\"instrument\":\"PIANO\",\"goalIds\":[\"g\"],\"notes\":\"" + label + "\"";
            case PLAN_OCCURRENCE -> "\"planId\":\"p\",\"notes\":\"" + label + "\"";
            case REPERTOIRE_ITEM -> "\"title\":\"" + label + "\",\"status\":\"learning\"";
            default -> "\"title\":\"" + label + "\"";
        };
    }

    /** The same rows as tables of the app. */
    static Layout layout() {
        List<KeyedLayout.Kind> kinds = new ArrayList<>();
        for (EntityType type : new LinkedHashSet<>(List.of(TYPES))) {
            kinds.add(
                    switch (type) {
                        case LOGBOOK_ENTRY ->
                            new KeyedLayout.Kind(
                                    SyncedTable.named("entry").json("goal_ids"),
                                    type.list(),
                                    "entry",
                                    "instrument TEXT, goal_ids TEXT, notes TEXT",
                                    "notes",
                                    "",
                                    Map.of("instrument", "PIANO", "goal_ids", "[\"g\"]"));
                        case PLAN_OCCURRENCE ->
                            new KeyedLayout.Kind(
                                    SyncedTable.named("occurrence"),
                                    type.list(),
                                    "occurrence",
                                    "plan_id TEXT, notes TEXT",
                                    "notes",
                                    "",
                                    Map.of("plan_id", "p"));
                        default -> titled(type);
                    });
        }
        return new KeyedLayout(kinds, EntitySyncWorld::labelOf, false);
    }

    private static KeyedLayout.Kind titled(EntityType type) {
        return new KeyedLayout.Kind(
                SyncedTable.named(type.wire()), type.list(), type.wire(), "title TEXT", "title", "", Map.of());
    }

    @Override
    public String label(String payload) {
        return labelOf(payload);
    }

    private static String labelOf(String payload) {
        return Member.text(payload, "notes", "title");
    }

    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        EntitySyncDialect dialect =
                dialect(device).maxBatchCount(Math.min(100, maxBatchCount)).build();
        return new KeyedTransport(
                dialect,
                token,
                request -> {
                    Reply reply = handle(request);
                    answered.put(device, now.get().minus(device % 2 == 0 ? Duration.ZERO : SKEW));
                    return reply;
                },
                slice,
                garbage);
    }

    private EntitySyncDialectBuilder dialect(int device) {
        EntitySyncDialectBuilder dialect =
                EntitySyncDialect.builder("d" + device).user(user);
        return repertoire ? dialect.account(user).liveAt(SOCKET).repertoire() : dialect;
    }

    @Override
    public Transport hearing(int device, FaultTransport faulty, VirtualScheduler.Lane lane, Runnable reaches) {
        EntitySyncDialect live = dialect(device).account(user).liveAt(SOCKET).build();
        if (talking == null) {
            String bearer = Objects.requireNonNull(token.get("Authorization")).substring("Bearer ".length());
            List<String> scores = repertoire ? List.of(id(1), id(4)) : List.of();
            talking = new TalkingDevice(server, user, bearer, now, scores, this::told);
        }
        return new HeardTransport(
                faulty,
                live,
                session -> new MarkedSession(tampered(session), now, this::highest),
                lane,
                () -> Objects.requireNonNullElse(answered.get(device), Instant.EPOCH)
                        .truncatedTo(ChronoUnit.SECONDS),
                (message, sending) -> {
                    piece(message);
                    sending.run();
                    look();
                    reaches.run();
                },
                server,
                token.get("Authorization"));
    }

    /** The server may be about to have it, or to tell it without having it. */
    private void told(EntityType type, String key, String label) {
        String row = list(type) + "/" + key;
        states.add(row + " " + label);
        follow(row, label);
    }

    private void piece(String message) {
        String score = Objects.requireNonNull(Member.text(message, "scoreId"));
        told(EntityType.REPERTOIRE_ITEM, score, message.contains("\"PIECE_REMOVED\"") ? "" : labelOf(message));
    }

    /** A session as it is; what a rule is worth is shown by one without it. */
    LiveDialect.Session tampered(LiveDialect.Session session) {
        return session;
    }

    private Reply handle(Request request) {
        if (request.path().startsWith(API)) {
            calls.merge(request.path(), 1, Integer::sum);
            return Reply.of(200, Map.of("Content-Type", "text/plain"), "done");
        }
        Reply reply = server.handle(request);
        look();
        return reply;
    }

    // ---- the server's side

    @Override
    public List<ServerFact> facts() {
        List<ServerFact> facts = new ArrayList<>();
        for (StoredEntity row : server.entities(user)) {
            if (row.deletedAt() == null && !row.id().equals(ANCHOR)) {
                facts.add(new ServerFact(0, "", place(row), label(row.data())));
            }
        }
        return facts;
    }

    private static String place(StoredEntity row) {
        return list(row.type()) + "/" + row.id();
    }

    private long highest() {
        return highest;
    }

    /** Remembers what the server has now. */
    private void look() {
        server.entities(user).forEach(row -> highest = Math.max(highest, row.seq()));
        Map<String, String> labels = new HashMap<>();
        for (int n = 0; n < TYPES.length; n++) {
            labels.put(place(n), "");
        }
        facts().forEach(fact -> labels.put(fact.row(), fact.label()));
        labels.forEach(this::follow);
        for (StoredEntity row : server.entities(user)) {
            states.add(place(row) + " " + (row.deletedAt() == null ? label(row.data()) : ""));
        }
        for (int n = 0; n < TYPES.length; n++) {
            if (server.entity(user, types[n], id(n)).isEmpty()) {
                states.add(place(n) + " ");
            }
        }
    }

    private void follow(String row, String label) {
        List<String> course = courses.computeIfAbsent(row, any -> new ArrayList<>(List.of("")));
        if (!course.get(course.size() - 1).equals(label)) {
            course.add(label);
        }
    }

    @Override
    public Set<String> states() {
        return states;
    }

    @Override
    public Map<String, List<String>> courses() {
        return courses;
    }

    /** What the other program does depends on its label alone. */
    @Override
    public void serverWrites(String label) {
        backups.add(server.entities(user).stream()
                .filter(row -> row.deletedAt() == null)
                .toList());
        copies.add(server.backup());
        Random random = new Random(label.hashCode() * 31L + 7);
        int n = random.nextInt(TYPES.length);
        EntityType type = types[n];
        String key = id(n);
        int what = random.nextInt(10);
        switch (type == EntityType.REPERTOIRE_ITEM && what < 6 ? 9 : what) {
            case 0, 1, 2 -> push(type, key, label, now.get());
            case 3 -> push(type, key, label, now.get().minus(Duration.ofHours(1 + random.nextInt(50))));
            case 4 -> socket(type, key, label);
            case 5 -> server.delete(user, type, key);
            case 6 -> failReads(1 + random.nextInt(3));
            case 7 -> server.dieAfter(random.nextInt(3));
            case 8 -> server.failItem(user, type, key, "D1_ERROR: database is locked");
            default -> mend();
        }
        look();
        if (talking != null) {
            talking.acts(label);
            look();
        }
    }

    /**
     * A read that fails looks like an empty table. In the quiet times of channels one device may make several of them, and would believe
     * that: there it is one at a time.
     */
    private void failReads(int times) {
        if (talking == null) {
            server.failReads(times);
        } else if (now.get().isAfter(failed.plus(SELDOM))) {
            failed = now.get();
            server.failReads(1);
        }
    }

    @Override
    public void deleteAll() {
        for (int n = 0; n < TYPES.length; n++) {
            if (types[n] != EntityType.REPERTOIRE_ITEM) {
                server.delete(user, types[n], id(n));
            }
        }
        look();
    }

    private void push(EntityType type, String key, String label, Instant at) {
        String stamp = type == EntityType.GOAL ? "updated_at" : "updatedAt";
        String body = "{\"changes\":{\"" + type.list() + "\":[{\"id\":\"" + key + "\"," + fields(type, label) + ",\""
                + stamp + "\":\"" + at + "\"}]}}";
        String piano = body.replace("PIANO", "piano");
        server.handle(new Request("POST", "/api/sync/push", token, piano.getBytes(StandardCharsets.UTF_8)));
    }

    private void socket(EntityType type, String key, String label) {
        String json = "{\"id\":\"" + key + "\"," + fields(type, label) + ",\"updated_at\":"
                + now.get().toEpochMilli() + "}";
        server.putOverSocket(user, type, key, json);
    }

    private void mend() {
        for (int n = 0; n < TYPES.length; n++) {
            server.failItem(user, types[n], id(n), null);
        }
    }

    @Override
    public void garbage(Random random, double rate) {
        garbage.set(random, rate);
        if (rate == 0) {
            mend();
            server.failReads(0);
            server.dieAfter(-1);
            if (talking != null) {
                talking.calm();
                look();
            }
        }
    }

    /** Nothing holds a place here, so a server that lost data is one whose rows are gone, and the other program does that. */
    @Override
    public void lose(Random random, long below) {}

    @Override
    public void restore() {}

    /** Every pull shows all there is, so one that shows nothing, or an older state, tells. */
    @Override
    public void relapse(Random random, boolean empty) {
        if (repertoire && !empty && !copies.isEmpty()) {
            copies.get(random.nextInt(copies.size())).run();
            look();
            return;
        }
        List<StoredEntity> backup =
                empty || backups.isEmpty() ? List.of() : backups.get(random.nextInt(backups.size()));
        for (StoredEntity row : server.entities(user)) {
            if (row.type() == EntityType.REPERTOIRE_ITEM) {
                continue; // It has a table of its own here, of which nothing is lost.
            }
            boolean kept = backup.stream().anyMatch(each -> place(each).equals(place(row)));
            if (!kept) {
                server.delete(user, row.type(), row.id());
            }
        }
        backup.stream()
                .filter(row -> row.type() != EntityType.REPERTOIRE_ITEM)
                .forEach(row -> server.put(user, row.type(), row.id(), row.data()));
        look();
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }
}
