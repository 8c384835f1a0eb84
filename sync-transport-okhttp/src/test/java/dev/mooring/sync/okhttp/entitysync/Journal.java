package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Change;
import dev.mooring.sync.ChangeHandler;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.status.SyncEvent;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.sync.testing.storage.MemoryTables;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** A device of the user u1 whose rows are the last state of each entity, with a record of what it sent. */
final class Journal implements ChangeHandler.Resetting<MemoryTables> {
    static final String USER = "u1";
    static final String TOKEN = "t1";
    private static final String ROWS = "rows";

    final VirtualScheduler time;
    final VirtualScheduler.Lane lane;
    final InMemoryStorage storage;
    final SyncClient<MemoryTables> client;
    final List<SyncEvent> events = new ArrayList<>();
    final List<String> applied = new ArrayList<>();
    final List<Sent> sent = new ArrayList<>();

    /** Stands in front of the server and answers pushes that it does not let through. */
    Function<Sent, Optional<Reply>> front = push -> Optional.empty();

    /** Loses answers, whatever the server did. */
    BooleanSupplier loses = () -> false;

    /** The header's value; what a refusal of it brings is {@link #next}. */
    volatile String credential = "Bearer " + TOKEN;

    volatile @Nullable String next;

    /** How many requests reached the server, of any kind. */
    int requests;

    /** A push as it went out. */
    record Sent(String path, String key, String device, String body) {}

    Journal(String device, EntitySyncServer server, VirtualScheduler time, ConflictPolicy policy) {
        this(device, server, time, policy, dialect -> dialect);
    }

    Journal(
            String device,
            EntitySyncServer server,
            VirtualScheduler time,
            ConflictPolicy policy,
            UnaryOperator<EntitySyncDialectBuilder> wiring) {
        this(device, () -> server, time, policy, wiring);
    }

    /** The server may be another one later. */
    Journal(
            String device,
            Supplier<EntitySyncServer> server,
            VirtualScheduler time,
            ConflictPolicy policy,
            UnaryOperator<EntitySyncDialectBuilder> wiring) {
        this(device, server, time, policy, wiring, new InMemoryStorage());
    }

    /** On what a process before it has left. */
    Journal(
            String device,
            Supplier<EntitySyncServer> server,
            VirtualScheduler time,
            ConflictPolicy policy,
            UnaryOperator<EntitySyncDialectBuilder> wiring,
            InMemoryStorage storage) {
        this.storage = storage;
        this.time = time;
        this.lane = time.lane(device.hashCode());
        OkHttpTransport transport = OkHttpTransport.builder(
                        "http://localhost/",
                        wiring.apply(EntitySyncDialect.builder(device)).build())
                .credentials(new Mine())
                .client(new OkHttpClient.Builder()
                        .addInterceptor(this::note)
                        .addInterceptor(chain -> server.get().interceptor().intercept(chain))
                        .build())
                .build();
        client = SyncClient.builder(storage, transport, this)
                .scheduler(lane)
                .conflicts(policy)
                .listener(events::add)
                .build();
    }

    private final class Mine implements Credentials {
        @Override
        public String current() {
            return credential;
        }

        @Override
        public @Nullable String refresh(String refused) {
            return next;
        }
    }

    private Response note(Interceptor.Chain chain) throws IOException {
        requests++;
        Response response = noted(chain);
        if (loses.getAsBoolean()) {
            response.close();
            throw new IOException("the answer is lost");
        }
        return response;
    }

    private Response noted(Interceptor.Chain chain) throws IOException {
        Request request = chain.request();
        String path = request.url().encodedPath();
        if (request.body() == null || path.endsWith("/pull")) {
            return chain.proceed(request);
        }
        Buffer body = new Buffer();
        request.body().writeTo(body);
        String text = body.readUtf8();
        Sent push = new Sent(
                path,
                String.valueOf(request.header("X-Idempotency-Key")),
                String.valueOf(request.header("X-Device-ID")),
                text);
        sent.add(push);
        MediaType type = request.body().contentType();
        Optional<Reply> reply = front.apply(push);
        return reply.isPresent()
                ? response(request, reply.get())
                : chain.proceed(request.newBuilder()
                        .post(RequestBody.create(text, type))
                        .build());
    }

    private static Response response(Request request, Reply reply) {
        return new Response.Builder()
                .request(request)
                .protocol(Protocol.HTTP_1_1)
                .code(reply.status())
                .message("")
                .body(ResponseBody.create(reply.text(), MediaType.get("application/json")))
                .build();
    }

    Mutation entry(String id, String fields) {
        return put("entries", id, "{" + fields + "}");
    }

    Mutation put(String collection, String id, String payload) {
        return client.writeReturning((tables, outbox) -> {
            tables.put(ROWS, collection + "/" + id, payload);
            return outbox.add(Mutation.of(collection, id, "put", payload));
        });
    }

    Mutation delete(String collection, String id) {
        return client.writeReturning((tables, outbox) -> {
            tables.remove(ROWS, collection + "/" + id);
            return outbox.add(Mutation.delete(collection, id));
        });
    }

    SyncReport sync() {
        var future = client.syncNow();
        time.sleep(Duration.ofMinutes(2), future::isDone);
        return future.getNow(null);
    }

    Map<String, String> rows() {
        return storage.<Map<String, String>, RuntimeException>read(
                tx -> new TreeMap<>(tx.handle().rows(ROWS)));
    }

    String row(String place) {
        return rows().get(place);
    }

    @Override
    public void apply(MemoryTables tables, List<Change> changes) {
        for (Change change : changes) {
            String place = change.collection() + "/" + change.key();
            applied.add(place);
            if (change.tombstone()) {
                tables.remove(ROWS, place);
            } else {
                tables.put(ROWS, place, change.payload());
            }
        }
    }

    @Override
    public void undo(MemoryTables tables, List<Mutation> mutations) {}

    @Override
    public void redo(MemoryTables tables, List<Mutation> mutations) {
        for (Mutation mutation : mutations) {
            String place = mutation.collection() + "/" + mutation.key();
            if (mutation.kind().equals(Mutation.DELETE)) {
                tables.remove(ROWS, place);
            } else {
                tables.put(ROWS, place, mutation.payload());
            }
        }
    }

    @Override
    public void reset(MemoryTables tables, Snapshot snapshot) {
        new ArrayList<>(tables.rows(ROWS).keySet()).forEach(place -> tables.remove(ROWS, place));
    }
}
