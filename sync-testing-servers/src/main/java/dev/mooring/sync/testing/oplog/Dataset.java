package dev.mooring.sync.testing.oplog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One user's active generation: its key, its snapshot, and its log as the rows that an answer shows. Not thread-safe. */
final class Dataset {
    /** The row of an operation without a payload: the encoder chokes on it. */
    private static final byte[] POISON = {};

    private final Set<String> usedKeys = new HashSet<>();
    private String key;
    private String snapshot;
    private final Set<String> dedupe = new HashSet<>();
    private long[] sequences = new long[8];
    private byte[][] rows = new byte[8][];
    private int size;

    Dataset(String key) {
        this.key = key;
        this.snapshot = "";
        usedKeys.add(key);
    }

    Dataset(Dataset from) {
        usedKeys.addAll(from.usedKeys);
        key = from.key;
        snapshot = from.snapshot;
        dedupe.addAll(from.dedupe);
        sequences = from.sequences.clone();
        rows = from.rows.clone();
        size = from.size;
    }

    String key() {
        return key;
    }

    String snapshot() {
        return snapshot;
    }

    long latest() {
        return size == 0 ? 0 : sequences[size - 1];
    }

    boolean used(String candidate) {
        return usedKeys.contains(candidate);
    }

    void replace(String newKey, String newSnapshot) {
        usedKeys.add(newKey);
        key = newKey;
        snapshot = newSnapshot;
        dedupe.clear();
        Arrays.fill(rows, POISON);
        size = 0;
    }

    boolean has(String actor, long clock, String scope, String resource) {
        return dedupe.contains(identity(actor, clock, scope, resource));
    }

    /** Stores, unless the identity is taken: the first write wins. The sequence lies above, or in a gap. */
    boolean add(long sequence, String scope, String resource, String actor, long clock, @Nullable String payload) {
        if (!dedupe.add(identity(actor, clock, scope, resource))) {
            return false;
        }
        insert(sequence, payload == null ? POISON : row(sequence, scope, resource, actor, clock, payload));
        return true;
    }

    private static String identity(String actor, long clock, String scope, String resource) {
        return actor + "\0" + clock + "\0" + scope + "\0" + resource;
    }

    private static byte[] row(long sequence, String scope, String resource, String actor, long clock, String payload) {
        return ("\n    {\n      \"serverSeq\": " + sequence
                        + ",\n      \"scope\": " + JsonShape.quote(scope)
                        + ",\n      \"resourceId\": " + JsonShape.quote(resource)
                        + ",\n      \"actor\": " + JsonShape.quote(actor)
                        + ",\n      \"clock\": " + clock
                        + ",\n      \"payload\": " + JsonShape.indent(payload, 3)
                        + "\n    }")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void insert(long sequence, byte[] row) {
        int found = size == 0 || sequence > sequences[size - 1]
                ? -size - 1
                : Arrays.binarySearch(sequences, 0, size, sequence);
        if (found >= 0) {
            throw new IllegalStateException("sequence " + sequence + " is taken");
        }
        int at = -found - 1;
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, size * 2);
            rows = Arrays.copyOf(rows, size * 2);
        }
        System.arraycopy(sequences, at, sequences, at + 1, size - at);
        System.arraycopy(rows, at, rows, at + 1, size - at);
        sequences[at] = sequence;
        rows[at] = row;
        size++;
    }

    byte[][] above(long since) {
        int found = Arrays.binarySearch(sequences, 0, size, since);
        return Arrays.copyOfRange(rows, found >= 0 ? found + 1 : -found - 1, size);
    }

    void truncate(long latest) {
        while (size > 0 && sequences[size - 1] > latest) {
            byte[] row = rows[--size];
            if (row.length > 0) {
                StoredOp op = read(row);
                dedupe.remove(identity(op.actor(), op.clock(), op.scope(), op.resourceId()));
            }
            rows[size] = POISON;
        }
    }

    /** A row as a record; a poisoned one shows nothing of itself. */
    static StoredOp read(byte[] row) {
        if (row.length == 0) {
            return new StoredOp(0, "", "", "", 0, null);
        }
        Fields op = Fields.bind(new String(row, StandardCharsets.UTF_8).trim(), "Op.ops.", PushBody.OP);
        String payload = op.raw("payload");
        return new StoredOp(
                op.number("serverSeq"),
                op.text("scope"),
                op.text("resourceId"),
                op.text("actor"),
                op.number("clock"),
                payload == null ? null : JsonShape.compact(payload));
    }
}
