package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One user's rows in the server's tables. Callers hold its lock. */
final class Account {
    /** The live server stored an entry of 2,100,000 bytes; its database takes no text of 2,200,000. */
    private static final int MOST_BYTES = 2_199_999;

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter COLUMN_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    final String user;
    final IdempotencyKeys keys;
    private final boolean promised;
    private final Clock clock;
    private final AtomicLong sequence;
    /** In the order in which they were inserted, as rows lie in the table. */
    private final Map<String, Row> rows = new LinkedHashMap<>();

    private final Map<String, Row> byChecksum = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private @Nullable String token;
    private @Nullable String lastSyncTime;
    private final BooleanSupplier failingReads;
    private boolean known = true;
    private int devices = 1;

    Account(String user, boolean promised, Clock clock, AtomicLong sequence, BooleanSupplier failingReads) {
        this.failingReads = failingReads;
        this.user = user;
        this.promised = promised;
        this.clock = clock;
        this.sequence = sequence;
        this.keys = new IdempotencyKeys(clock);
    }

    private static String place(EntityType type, String id) {
        return type.wire() + ":" + id;
    }

    @Nullable
    Row find(EntityType type, String id) {
        return rows.get(place(type, id));
    }

    List<Row> all() {
        return new ArrayList<>(rows.values());
    }

    /** What a query of the table finds: not what is deleted. */
    List<Row> live() {
        List<Row> live = new ArrayList<>(rows.size());
        rows.values().stream().filter(Row::isThere).forEach(live::add);
        return live;
    }

    /**
     * Inserts or replaces; what is deleted is there again, unless the entity itself says when it was deleted.
     *
     * @return false if the row was not written, since another one has the same checksum
     */
    boolean upsert(EntityType type, String id, Map<String, Object> entity, String checksum, String device) {
        String json = JsonWriter.write(entity);
        check(type, id, json);
        Row twin = byChecksum.get(type.wire() + " " + checksum);
        if (twin != null && twin.isThere() && twin.checksum.equals(checksum) && !twin.id.equals(id)) {
            return false;
        }
        Row row = write(type, id, json);
        row.checksum = checksum;
        row.deviceId = device;
        row.deletedAt = Shapes.has(entity, "deletedAt") ? String.valueOf(entity.get("deletedAt")) : null;
        byChecksum.put(type.wire() + " " + checksum, row);
        return true;
    }

    private void check(EntityType type, String id, String json) {
        String failure = failures.get(place(type, id));
        if (failure != null) {
            throw new ScriptError(failure);
        }
        requireUser();
        if (json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new ScriptError("D1_ERROR: string or blob too big: SQLITE_TOOBIG");
        }
    }

    private void requireUser() {
        if (!known) {
            throw new ScriptError("D1_ERROR: FOREIGN KEY constraint failed: SQLITE_CONSTRAINT");
        }
    }

    /** Writes a row, its tombstone untouched: what the socket does. */
    Row write(EntityType type, String id, String json) {
        return write(type, id, json, sequence.incrementAndGet());
    }

    private Row write(EntityType type, String id, String json, long seq) {
        Row row = find(type, id);
        if (row == null) {
            row = new Row(type, id, json);
            rows.put(place(type, id), row);
        } else {
            row.store(json);
            row.version++;
        }
        row.seq = seq;
        row.updatedAt = clock.instant().getEpochSecond();
        return row;
    }

    // ---- what the socket's side does with the same tables

    /** Taken before the row is written, by a statement of its own; it is lost if the row is never written. */
    long nextSequence() {
        return sequence.incrementAndGet();
    }

    /** A tombstone stays one. A sequence that comes late moves the row back. */
    void storeOverSocket(EntityType type, String id, Map<String, Object> data, long seq) {
        String json = JsonWriter.write(data);
        check(type, id, json);
        Row row = write(type, id, json, seq);
        row.checksum = Hash.ofEntity(data);
        row.deviceId = Shapes.has(data, "device_id") ? String.valueOf(data.get("device_id")) : "sync-worker";
        byChecksum.put(type.wire() + " " + row.checksum, row);
    }

    /** Unlike a deletion over HTTP it moves the sequence. */
    void softDelete(EntityType type, String id, String at, long seq) {
        String failure = failures.get(place(type, id));
        if (failure != null) {
            throw new ScriptError(failure);
        }
        Row row = find(type, id);
        if (row != null) {
            row.deletedAt = at;
            row.seq = seq;
            row.updatedAt = clock.instant().getEpochSecond();
        }
    }

    void touchOverSocket(long seq, int connected) {
        if (known) {
            touch(PullEndpoint.SEQ + seq);
            devices = connected;
        }
    }

    int devices() {
        return devices;
    }

    List<Row> bySequence(EntityType type, Predicate<Row> where, int most) {
        List<Row> found = new ArrayList<>();
        rows.values().stream()
                .filter(row -> row.type == type && where.test(row))
                .sorted(Comparator.comparingLong(row -> row.seq))
                .limit(most)
                .forEach(found::add);
        return found;
    }

    boolean failsRead() {
        return failingReads.getAsBoolean();
    }

    Instant instant() {
        return clock.instant();
    }

    /** As messages have it. */
    String now() {
        return ISO.format(clock.instant());
    }

    /** As columns of the table have it. */
    String columnTime() {
        return COLUMN_TIME.format(clock.instant());
    }

    /** Neither version nor seq moves on the live server: those who follow the sequence never hear of it. */
    void softDelete(EntityType type, String id, String at) {
        Row row = find(type, id);
        if (row != null) {
            row.deletedAt = at;
            row.seq = promised ? sequence.incrementAndGet() : row.seq;
            row.updatedAt = clock.instant().getEpochSecond();
        }
    }

    void touch(String newToken) {
        requireUser();
        devices = 1;
        token = newToken;
        lastSyncTime = COLUMN_TIME.format(clock.instant());
    }

    /** As if it had been touched before. */
    void restore(@Nullable String oldToken, @Nullable String time) {
        token = oldToken;
        lastSyncTime = time;
    }

    /** What a copy of the database holds of it. */
    record Copy(
            List<Row> rows,
            @Nullable String token,
            @Nullable String lastSyncTime,
            Map<String, IdempotencyKeys.Used> keys) {}

    Copy copy() {
        return new Copy(rows.values().stream().map(Row::copy).toList(), token, lastSyncTime, keys.copy());
    }

    /** The database is restored from a copy, or is an empty one. */
    void restore(@Nullable Copy copy) {
        rows.clear();
        byChecksum.clear();
        keys.restore(copy == null ? Map.of() : copy.keys());
        restore(copy == null ? null : copy.token(), copy == null ? null : copy.lastSyncTime());
        if (copy != null) {
            for (Row row : copy.rows()) {
                rows.put(place(row.type, row.id), row.copy());
                byChecksum.put(row.type.wire() + " " + row.checksum, rows.get(place(row.type, row.id)));
            }
        }
    }

    @Nullable
    String token() {
        return token;
    }

    @Nullable
    String lastSyncTime() {
        return lastSyncTime;
    }

    void failItem(EntityType type, String id, @Nullable String reason) {
        if (reason == null) {
            failures.remove(place(type, id));
        } else {
            failures.put(place(type, id), reason);
        }
    }

    void forgetUser() {
        known = false;
    }
}
