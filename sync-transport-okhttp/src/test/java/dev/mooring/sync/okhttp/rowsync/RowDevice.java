package dev.mooring.sync.okhttp.rowsync;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.Fault;
import dev.mooring.sync.testing.FaultTransport;
import dev.mooring.sync.testing.Trace;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A device whose tables hold the rows as they came, in virtual time. */
final class RowDevice implements ChangeHandler<MemoryTables> {
    static final RowTable TUNE = RowTable.builder("tune")
            .softDelete("deleted")
            .columns("title", "privateFor")
            .edited("structure")
            .build();
    static final RowTable NOTE = RowTable.builder("note")
            .softDelete("deleted")
            .columns("userRef", "tuneRef", "noteText")
            .parents("tune")
            .build();
    static final RowTable TAG = RowTable.builder("tag")
            .key("tagId")
            .unique("userRef", "tuneRef", "tagText")
            .withoutDelete()
            .columns("tagId")
            .parents("tune")
            .build();
    static final RowTable SELECTION = RowTable.builder("user_genre_selection")
            .key("userId", "genreId")
            .columns("userId", "genreId")
            .build();

    private static final Pattern TITLE = Pattern.compile("\"(?:title|noteText|tagId)\":\"([^\"]*)\"");

    final RowNetwork network;
    final VirtualScheduler.Lane lane;
    final InMemoryStorage storage;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();
    final List<Change> applied = new ArrayList<>();
    final Deque<Fault> faults = new ArrayDeque<>();

    volatile String token = "token";

    RowDevice(RowNetwork network) {
        this(network, ConflictPolicy.serverWins(), builder -> builder);
    }

    RowDevice(RowNetwork network, ConflictPolicy policy, UnaryOperator<RowSyncDialectBuilder> wiring) {
        this(network, policy, wiring, new InMemoryStorage());
    }

    /** The same device after a restart. */
    RowDevice reopen() {
        client.close();
        return new RowDevice(network, ConflictPolicy.serverWins(), builder -> builder, storage.reopen());
    }

    private RowDevice(
            RowNetwork network,
            ConflictPolicy policy,
            UnaryOperator<RowSyncDialectBuilder> wiring,
            InMemoryStorage storage) {
        this.network = network;
        this.storage = storage;
        lane = network.time.lane(++network.devices);
        RowSyncDialectBuilder dialect = RowSyncDialect.builder(RowNetwork.USER)
                .table(TUNE)
                .table(NOTE)
                .table(TAG)
                .table(SELECTION);
        OkHttpTransport transport = OkHttpTransport.builder(
                        "http://localhost/", wiring.apply(dialect).build())
                .client(network.http())
                .credentials(new Mine())
                .build();
        FaultTransport line = new FaultTransport("line", transport, network.time, this::fault, new Trace(10));
        client = SyncClient.builder(storage, line, this)
                .scheduler(lane)
                .conflicts(policy)
                .listener(events::add)
                .build();
    }

    private final class Mine implements Credentials {
        @Override
        public String current() {
            return "Bearer " + token;
        }

        @Override
        public @Nullable String refresh(String refused) {
            return null;
        }
    }

    private Fault fault(Ask ask) {
        return faults.isEmpty() ? Fault.NONE : faults.removeFirst();
    }

    static String id(int n) {
        return String.format("00000000-0000-4000-8000-%012d", n);
    }

    static String tuneRow(int n, String title) {
        return "{\"id\":\"" + id(n) + "\",\"title\":\"" + title + "\",\"privateFor\":\"" + RowNetwork.USER + "\"}";
    }

    static String noteRow(int n, int tune, String text) {
        return "{\"id\":\"" + id(n) + "\",\"userRef\":\"" + RowNetwork.USER + "\",\"tuneRef\":\"" + id(tune)
                + "\",\"noteText\":\"" + text + "\"}";
    }

    static String tagRow(int n, int tune, String text) {
        return "{\"tagId\":\"" + id(n) + "\",\"userRef\":\"" + RowNetwork.USER + "\",\"tuneRef\":\"" + id(tune)
                + "\",\"tagText\":\"" + text + "\"}";
    }

    static String selectionRow(String genre) {
        return "{\"userId\":\"" + RowNetwork.USER + "\",\"genreId\":\"" + genre + "\"}";
    }

    Mutation put(RowTable table, String row) {
        return record(table, "put", row);
    }

    /** With the time of the edit, as last write wins needs it. */
    Mutation tuneAt(int n, String title) {
        String row = tuneRow(n, title);
        return put(TUNE, row.substring(0, row.length() - 1) + ",\"structure\":\"" + lane.now() + "\"}");
    }

    Mutation delete(RowTable table, String row) {
        return record(table, Mutation.DELETE, row);
    }

    Mutation tune(int n, String title) {
        return put(TUNE, tuneRow(n, title));
    }

    private Mutation record(RowTable table, String kind, String row) {
        Mutation mutation = Mutation.of(table.name(), table.key(row), kind, row);
        return client.writeReturning((tables, outbox) -> {
            set(tables, table.name(), table.key(row), kind.equals(Mutation.DELETE), row);
            return outbox.add(mutation);
        });
    }

    SyncReport sync() {
        var future = client.syncNow();
        network.time.sleep(Duration.ofMinutes(2), future::isDone);
        return future.getNow(null);
    }

    /** Key to title, text or id: what tells the states of a row apart. */
    Map<String, String> rows(RowTable table) {
        Map<String, String> rows = new TreeMap<>();
        storage.<Map<String, String>, RuntimeException>read(tx -> tx.handle().rows(table.name()))
                .forEach((key, row) -> rows.put(key, title(row)));
        return rows;
    }

    List<Unreadable> unreadable() {
        return storage.<List<Unreadable>, RuntimeException>read(tx -> tx.aside().unreadable(10));
    }

    String title(int n) {
        return rows(TUNE).get(id(n));
    }

    static String title(String row) {
        Matcher title = TITLE.matcher(row);
        return title.find() ? title.group(1) : "";
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            applied.add(change);
            set(tables, change.collection(), change.key(), change.tombstone(), change.payload());
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {
        mutations.forEach(mutation -> tables.remove(mutation.collection(), mutation.key()));
    }

    private static void set(MemoryTables tables, String table, String key, boolean gone, String row) {
        if (gone) {
            tables.remove(table, key);
        } else {
            tables.put(table, key, row);
        }
    }
}
