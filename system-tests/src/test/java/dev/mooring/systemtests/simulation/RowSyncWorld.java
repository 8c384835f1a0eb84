package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.rowsync.RowSyncDialect;
import dev.mooring.sync.okhttp.rowsync.RowTable;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.rowsync.HeldPush;
import dev.mooring.sync.testing.rowsync.RowSyncServer;
import dev.mooring.sync.testing.rowsync.StoredRow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A row-sync server with another program at work on it: one that pushes stale stamps and deletes that nobody sees, removes rows for
 * good, and whose long transactions commit late. What such a program does, those who ask for what has changed are not shown: they
 * see it in their next listing, and until then no light can tell. Rows k0 to k3 are tunes, k4 is a note on the tune k0, and refused while there
 * is no such tune.
 */
class RowSyncWorld<DB> extends DialectWorld<DB> {
    private static final RowTable TUNE = RowTable.builder("tune")
            .softDelete("deleted")
            .columns("title", "privateFor")
            .build();
    private static final RowTable NOTE = RowTable.builder("note")
            .softDelete("deleted")
            .columns("userRef", "tuneRef", "noteText", "createdDate")
            .edited("createdDate")
            .times("createdDate")
            .parents("tune")
            .build();
    private static final Map<String, String> TOKEN = Map.of("Authorization", "Bearer token");

    private static final Duration SHIFTS_EVERY = Duration.ofMinutes(1);
    private static final Duration LIST_EVERY = Duration.ofMinutes(10);
    /** By which a watermark stays behind, less the second to which the other program rounds its stamps. */
    private static final Duration OVERLAP = Duration.ofSeconds(58);

    /** Longer than the overlap, so that those who wait commit behind everybody's watermark. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(90);

    private final Garbage garbage = new Garbage(
            "{\"changes\":[]}",
            "{\"changes\":[],\"syncedAt\":\"yesterday\"}",
            "{\"changes\":[{}],\"syncedAt\":\"2026-01-01T00:00:00.000Z\"}");
    private final Map<String, Integer> calls = new HashMap<>();
    private final List<Backup> backups = new ArrayList<>();
    private final Set<String> states = new LinkedHashSet<>();
    private final Map<String, String> last = new HashMap<>();
    /** By the rows' data, as each is asked for after every step. */
    private final Map<String, String> keys = new HashMap<>();

    private final Map<String, String> labels = new HashMap<>();
    private List<ServerFact> facts = List.of();
    private List<List<StoredRow>> factsOf = List.of(List.of(), List.of());
    private final Map<String, String> logs = new HashMap<>();
    private final Map<String, Duration> hidden = new HashMap<>();
    private final Map<String, Long> hidings = new HashMap<>();
    private Instant heldUntil = Instant.MAX;
    private Supplier<Instant> now = () -> Instant.EPOCH;
    private final RowSyncServer server = RowSyncServer.builder()
            .clock(((InstantSource) () -> now.get()).withZone(ZoneOffset.UTC))
            .build();

    private final boolean shifts;
    private Instant shifted = Instant.EPOCH;

    RowSyncWorld(Databases<DB> databases) {
        this(databases, false);
    }

    /** Where pages shift, somebody now and then saves the first row as it is, in the middle of a full pull: it goes behind all others. */
    RowSyncWorld(Databases<DB> databases, boolean shifts) {
        super(databases);
        this.shifts = shifts;
    }

    // ---- what the simulation needs to know of it

    @Override
    public boolean keepsKeys() {
        return true;
    }

    @Override
    public void clock(Supplier<Instant> time) {
        now = time;
        push(row("tune", 9, "anchor"), false, now.get());
        look();
    }

    @Override
    public Mutation mutation(String key, String label, boolean delete) {
        int n = key.charAt(1) - '0';
        RowTable table = n == 4 ? NOTE : TUNE;
        String row = row(table.name(), n, label);
        row = row.substring(0, row.length() - 1) + ",\"" + (n == 4 ? "createdDate" : "structure") + "\":\"" + now.get()
                + "\"}";
        return Mutation.of(table.name(), table.key(row), delete ? Mutation.DELETE : "put", row);
    }

    /** The same rows as tables of the app. */
    static Layout layout() {
        KeyedLayout.Kind tune = new KeyedLayout.Kind(
                SyncedTable.named("tune"),
                "tune",
                "tune",
                "title TEXT, private_for TEXT, structure TEXT",
                "title",
                "structure",
                Map.of("private_for", RowSyncServer.USER));
        KeyedLayout.Kind note = new KeyedLayout.Kind(
                SyncedTable.named("note").parent("tune", "tune_ref"),
                "note",
                "note",
                "user_ref TEXT, tune_ref TEXT REFERENCES tune (id), note_text TEXT, created_date TEXT",
                "note_text",
                "created_date",
                Map.of("user_ref", RowSyncServer.USER, "tune_ref", id(0)));
        return new KeyedLayout(List.of(tune, note), RowSyncWorld::labelOf, true);
    }

    @Override
    public String label(String payload) {
        return labelOf(payload);
    }

    private String label(StoredRow row) {
        return labels.computeIfAbsent(row.data(), RowSyncWorld::labelOf);
    }

    private static String labelOf(String payload) {
        return Member.text(payload, "title", "noteText");
    }

    private static String id(int n) {
        return "00000000-0000-4000-8000-00000000000" + n;
    }

    private static String row(String table, int n, String label) {
        String owner = "\":\"" + RowSyncServer.USER + "\"";
        return "{\"id\":\"" + id(n) + "\",\""
                + (table.equals("note")
                        ? "userRef" + owner + ",\"tuneRef\":\"" + id(0) + "\",\"noteText\":\""
                        : "privateFor" + owner + ",\"title\":\"")
                + label + "\"}";
    }

    @Override
    public Transport transport(int device, int maxBatchCount, int slice) {
        RowSyncDialect dialect = RowSyncDialect.builder(RowSyncServer.USER)
                .table(TUNE)
                .table(NOTE)
                .maxBatchCount(Math.min(100, maxBatchCount))
                .pages(Math.min(500, slice), 1 + device)
                .listEvery(LIST_EVERY)
                .build();
        return new KeyedTransport(dialect, TOKEN, this::handle, slice, garbage);
    }

    private Reply handle(Request request) {
        if (request.path().startsWith("https://api.test/")) {
            calls.merge(request.path(), 1, Integer::sum);
            return Reply.of(200, Map.of("Content-Type", "text/plain"), "done");
        }
        endTransactions();
        if (shifts && request.text().contains("\"pullCursor\"")) {
            shift();
        }
        Reply reply = server.handle(request);
        look();
        return reply;
    }

    /** Seldom enough for two passes to agree. */
    private void shift() {
        List<StoredRow> tunes = server.rows("tune");
        if (!tunes.isEmpty() && !tunes.get(0).deleted() && now.get().isAfter(shifted.plus(SHIFTS_EVERY))) {
            shifted = now.get();
            StoredRow first = tunes.get(0);
            server.put("tune", first.data().replace(first.lastModifiedAt(), shifted.toString()));
        }
    }

    // ---- the server's side

    @Override
    public List<ServerFact> facts() {
        List<StoredRow> tunes = server.rows("tune");
        List<StoredRow> notes = server.rows("note");
        if (tunes != factsOf.get(0) || notes != factsOf.get(1)) {
            factsOf = List.of(tunes, notes);
            List<ServerFact> now = new ArrayList<>();
            for (StoredRow row : Stream.concat(tunes.stream(), notes.stream()).toList()) {
                if (isShown(row) && !row.data().contains("anchor")) {
                    now.add(new ServerFact(0, "", row.table() + "/" + key(row), label(row)));
                }
            }
            facts = List.copyOf(now);
        }
        return facts;
    }

    /** Notes of deleted tunes are hidden, and come back with their tune. */
    private boolean isShown(StoredRow row) {
        return !row.deleted() && !isBelowWhatIsDeleted(row);
    }

    /** Then the server tells nothing of it any more, not even that it is deleted as well: a listing alone shows that it is gone. */
    private boolean isBelowWhatIsDeleted(StoredRow row) {
        StoredRow tune = row.table().equals("note") ? server.row("tune", id(0)) : null;
        return tune != null && tune.deleted();
    }

    private String key(StoredRow row) {
        return keys.computeIfAbsent(row.data(), TUNE::key);
    }

    /** Remembers what the server has now, and what of it is found by a listing alone. */
    private void look() {
        for (String table : List.of("tune", "note")) {
            String log = Objects.requireNonNullElse(server.changeLog(table), "");
            boolean setBack = log.compareTo(Objects.requireNonNullElse(logs.put(table, log), "")) < 0;
            for (StoredRow row : server.rows(table)) {
                String place = table + "/" + key(row);
                String state = place + " " + (isShown(row) ? label(row) : "");
                states.add(state);
                if (!row.deleted()) {
                    states.add(place + " " + label(row)); // Written, if not shown.
                }
                String told = isBelowWhatIsDeleted(row) ? " untold " : " ";
                String stamped = state + told + row.lastModifiedAt();
                String before = last.put(place, stamped);
                if (!stamped.equals(before) || setBack) {
                    boolean sameStamp = before != null && before.endsWith(" " + row.lastModifiedAt());
                    boolean early = !isRecent(log) || !isRecent(row.lastModifiedAt());
                    hide(place, setBack || sameStamp || early || isBelowWhatIsDeleted(row));
                }
            }
        }
    }

    /** Behind nobody's watermark, that is. */
    private boolean isRecent(String stamp) {
        return !Instant.parse(stamp).isBefore(now.get().minus(OVERLAP));
    }

    private void hide(String place, boolean hide) {
        if (hide) {
            hidden.put(place, LIST_EVERY.plus(OVERLAP));
            hidings.merge(place, 1L, Long::sum);
        } else {
            hidden.remove(place);
        }
    }

    @Override
    public Set<String> states() {
        return states;
    }

    /** What the other program does depends on its label alone. */
    @Override
    public void serverWrites(String label) {
        backups.add(backup());
        Random random = new Random(label.hashCode() * 31L + 7);
        int n = random.nextInt(4);
        Instant at = now.get();
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> push(row("tune", n, label), false, at);
            case 3 -> push(row("tune", n, label), false, at.minus(Duration.ofHours(1 + random.nextInt(50))));
            case 4 -> push(row("tune", n, label), true, at);
            case 5 -> remove(n);
            case 6 -> server.deadlock(1 + random.nextInt(3));
            case 7 ->
                server.changeLog(
                        "tune", at.minusSeconds(random.nextInt(30)).toString().substring(0, 19) + ".000Z");
            default -> late(random.nextBoolean());
        }
        look();
    }

    private void remove(int n) {
        if (server.remove("tune", id(n))) {
            states.add("tune/" + id(n) + " ");
            last.remove("tune/" + id(n));
            hide("tune/" + id(n), true);
        }
    }

    @Override
    public void deleteAll() {
        for (int n = 0; n < 4; n++) {
            remove(n);
        }
        look();
    }

    /** The next push takes long, before or after it has written, or the one that takes long commits. */
    private void late(boolean writes) {
        HeldPush held = server.takeHeldPush();
        if (held != null) {
            held.commit();
        } else if (writes) {
            server.holdNextPush();
            heldUntil = now.get().plus(LONGEST_TRANSACTION);
        } else {
            server.stallNextPush();
        }
    }

    /** A transaction that others wait for ends at last; those that nobody waits for may take for ever. */
    private void endTransactions() {
        if (now.get().isAfter(heldUntil)) {
            for (HeldPush held = server.takeHeldPush(); held != null; held = server.takeHeldPush()) {
                heldUntil = Instant.MAX; // Not before: the push that is to be held may still have to come.
                held.commit();
            }
            look();
        }
    }

    private void push(String row, boolean deleted, Instant at) {
        String stamp = at.truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000Z");
        String data = row.substring(0, row.length() - 1) + ",\"lastModifiedAt\":\"" + stamp + "\"}";
        String change = "{\"table\":\"tune\",\"rowId\":\"x\",\"data\":" + data + ",\"deleted\":" + deleted
                + ",\"lastModifiedAt\":\"" + stamp + "\"}";
        String body = "{\"changes\":[" + change + "],\"pullTables\":[]}";
        server.handle(new Request("POST", "/api/sync", TOKEN, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public Duration hides(String row) {
        return hidden.getOrDefault(row, Duration.ZERO);
    }

    @Override
    public long hidings(String row) {
        return hidings.getOrDefault(row, 0L);
    }

    @Override
    public void garbage(Random random, double rate) {
        garbage.set(random, rate);
    }

    /** Nothing holds a place here, so a server that lost data is one whose rows are gone, and the other program does that. */
    @Override
    public void lose(Random random, long below) {}

    @Override
    public void restore() {}

    /** Nothing but a listing shows that rows are gone or are older, so until then the devices cannot know. */
    @Override
    public void relapse(Random random, boolean empty) {
        Backup backup = empty || backups.isEmpty()
                ? new Backup(List.of(), Map.of())
                : backups.get(random.nextInt(backups.size()));
        for (StoredRow row : everything()) {
            server.remove(row.table(), key(row));
            hide(row.table() + "/" + key(row), true);
            states.add(row.table() + "/" + key(row) + " ");
        }
        last.clear();
        backup.rows().forEach(row -> server.put(row.table(), row.data()));
        for (String table : List.of("tune", "note")) {
            server.changeLog(table, backup.changeLog().getOrDefault(table, "2026-01-01T00:00:00.000Z"));
        }
        look();
    }

    /** As a copy of the database has it. */
    private record Backup(List<StoredRow> rows, Map<String, String> changeLog) {}

    private List<StoredRow> everything() {
        List<StoredRow> rows = new ArrayList<>(server.rows("tune"));
        rows.addAll(server.rows("note"));
        return rows;
    }

    private Backup backup() {
        Map<String, String> changeLog = new HashMap<>();
        for (String table : List.of("tune", "note")) {
            if (server.changeLog(table) != null) {
                changeLog.put(table, server.changeLog(table));
            }
        }
        return new Backup(everything(), changeLog);
    }

    @Override
    public int calls(String url) {
        return calls.getOrDefault(url, 0);
    }
}
