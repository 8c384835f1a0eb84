package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Frames and exchanges in any order, against a server that numbers each write of a key: what was applied to a key never goes back, and when
 * all frames have come, and each hint has led to a pull, the device has what the server has.
 */
class LiveOrderTest {
    private static final int SEEDS = 400;
    private static final int STEPS = 120;

    private final Map<String, Row> rows = new TreeMap<>();
    private final Queue<String> late = new ArrayDeque<>();
    private final Map<String, Long> applied = new HashMap<>();
    private final Map<String, Boolean> present = new HashMap<>();
    private Random random = new Random();
    private LiveDevice device = new LiveDevice(true);
    private Instant now = LiveDevice.AT;
    private long writes;
    private long seq;
    private int pulledHints;
    private boolean resting;
    private String label = "";

    private record Row(long version, long seq, boolean gone, Instant at) {}

    @Test
    void whatIsAppliedNeverGoesBackAndNothingIsMissed() {
        for (int seed = 0; seed < SEEDS; seed++) {
            new LiveOrderTest().run(seed);
        }
    }

    private void run(long seed) {
        label = "seed " + seed + ": ";
        random = new Random(seed);
        device.says(LiveDevice.welcome(now));
        for (int step = 0; step < STEPS; step++) {
            now = now.plusMillis(random.nextInt(8_000));
            switch (random.nextInt(9)) {
                case 0, 1 -> others(random.nextBoolean());
                case 2 -> pull();
                case 3 -> {
                    if (late.isEmpty()) { // A stream that is later than two beats ends the connection.
                        device.session.beat();
                    }
                }
                case 4 -> hear(random.nextInt(8) > 0);
                default -> deliver();
            }
            answer();
            assertTrue(device.ends.isEmpty(), label + device.ends);
        }
        rests();
    }

    /** Another device writes: over the socket with an event that comes late, or over HTTP without one. */
    private void others(boolean socket) {
        String key = (random.nextInt(3) == 0 ? "p" : "e") + random.nextInt(4) + "-x";
        Row before = rows.get(key);
        boolean piece = key.startsWith("p");
        boolean gone = before != null && !before.gone && random.nextInt(3) == 0;
        if (before != null && before.gone && (socket || piece)) {
            return; // A tombstone stays one (hole 2).
        }
        boolean keepsSequence = gone && !socket && !piece;
        Row row = new Row(++writes, keepsSequence ? before.seq : ++seq, gone, now);
        rows.put(key, row);
        if (socket || piece) {
            late.add(event(key, row, ",\"seq\":" + row.seq));
        }
    }

    private String event(String key, Row row, String tail) {
        String at = ",\"timestamp\":\"" + row.at + "\"" + tail + "}";
        boolean piece = key.startsWith("p");
        return row.gone
                ? piece
                        ? "{\"type\":\"PIECE_REMOVED\",\"scoreId\":\"" + key + "\"" + at
                        : "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"" + key + "\"" + at
                : piece
                        ? "{\"type\":\"PIECE_UPDATED\",\"piece\":" + json(key, row) + at
                        : "{\"type\":\"ENTRY_UPDATED\",\"entry\":" + json(key, row) + at;
    }

    private static String json(String key, Row row) {
        return key.startsWith("p")
                ? LiveDevice.piece(key, "v" + row.version)
                : LiveDevice.entry(key).replace("\"notes\":null", "\"notes\":\"v" + row.version + "\"");
    }

    /** The server answers a request for a stream at once, and the answer is late. */
    private void answer() {
        for (String text : device.sent) {
            Map<?, ?> request = (Map<?, ?>) Tree.of(text);
            if (!"SYNC_REQUEST".equals(request.get("type"))) {
                continue;
            }
            long from = ((Double) request.get("lastSeq")).longValue();
            Instant since = Times.of(request.get("lastSyncTime"));
            long entries = stream("e", from, since, from);
            long pieces = stream("p", Math.max(from, entries), since, Math.max(from, entries));
            late.add(LiveDevice.end(Math.max(entries, pieces)).replace("2026-11-20T23:55:00.000Z", Times.text(now)));
        }
        device.sent.clear();
    }

    private long stream(String kind, long from, Instant since, long echo) {
        boolean bySequence =
                rows.entrySet().stream().anyMatch(each -> each.getKey().startsWith(kind) && each.getValue().seq > from);
        long highest = echo;
        for (Map.Entry<String, Row> each : rows.entrySet()) {
            Row row = each.getValue();
            if (!each.getKey().startsWith(kind) || (bySequence ? row.seq <= from : !row.at.isAfter(since))) {
                continue;
            }
            highest = Math.max(highest, row.seq);
            String last = ",\"lastSeq\":" + Math.max(echo, row.seq);
            late.add(
                    row.gone
                            ? event(each.getKey(), row, ",\"seq\":" + row.seq + ",\"lastSeq\":" + row.seq)
                            : "{\"type\":\""
                                    + (kind.equals("e")
                                            ? "BULK_SYNC\",\"entries\":["
                                            : "REPERTOIRE_BULK_SYNC\",\"pieces\":[")
                                    + json(each.getKey(), row) + "],\"timestamp\":\"" + now + "\"" + last + "}");
        }
        return highest;
    }

    private void deliver() {
        for (int n = random.nextInt(4); n >= 0 && !late.isEmpty(); n--) {
            device.says(late.remove());
        }
    }

    /** A pull, whose answer is read before others write, and applied after. */
    private void pull() {
        int hints = device.hints;
        device.begins();
        Map<String, Row> read = new TreeMap<>(rows);
        Instant at = now;
        if (!resting && random.nextBoolean()) {
            others(random.nextBoolean());
            deliver();
        }
        read.forEach((key, row) -> {
            if (key.startsWith("e")) { // What it does not list is gone.
                apply(key, row.version, row.gone);
            }
        });
        pulledHints = hints;
        device.ends(at);
    }

    private void hear(boolean takes) {
        var heard = device.session.heard(device.cursor);
        if (takes) {
            heard.slices().forEach(slice -> slice.changes().forEach(this::apply));
            device.cursor = heard.page().cursor();
        }
        device.session.taken(takes);
    }

    private void apply(Incoming incoming) {
        String key = incoming.change().key();
        Row row = rows.get(key);
        if (incoming.change().tombstone()) {
            apply(key, row.gone ? row.version : applied.getOrDefault(key, 0L), true);
            return;
        }
        Map<?, ?> state = (Map<?, ?>) Tree.of(incoming.change().payload());
        String version = (String) state.get(key.startsWith("p") ? "title" : "notes");
        apply(key, Long.parseLong(version.substring(1)), false);
    }

    private void apply(String key, long version, boolean gone) {
        long before = applied.getOrDefault(key, 0L);
        assertTrue(version >= before, label + key + " went from " + before + " back to " + version);
        applied.put(key, version);
        present.put(key, !gone);
    }

    /** Nobody writes any more: all that is late comes, and each hint is followed by a pull. */
    private void rests() {
        resting = true;
        for (int round = 0; round < 6; round++) {
            now = now.plusSeconds(30);
            device.session.beat();
            for (int n = 0; n < 40; n++) {
                answer();
                while (!late.isEmpty()) {
                    device.says(late.remove());
                    answer();
                }
                hear(true);
                if (device.hints > pulledHints || round == 0 && n == 0) {
                    pull();
                }
            }
        }
        rows.forEach((key, row) -> {
            if (!row.gone) {
                assertTrue(present.getOrDefault(key, false), label + key);
                assertEquals(row.version, applied.get(key), label + key);
            }
        });
        pull(); // A poll: it may have been gone, there again, and gone again between two beats.
        rows.forEach((key, row) -> assertEquals(!row.gone, present.getOrDefault(key, false), label + key));
    }
}
