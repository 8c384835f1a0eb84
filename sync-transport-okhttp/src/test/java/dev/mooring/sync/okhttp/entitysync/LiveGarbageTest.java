package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.WakeUps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of every wrong kind (I13). */
class LiveGarbageTest {
    private static final int DAMAGED = 5_000;
    private static final Instant BEFORE = Instant.parse("2026-11-20T23:50:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "null",
                "7",
                "[]",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"PONG\"",
                "{\"type\":\"PONG\"} {}",
                "{\"type\":\"PONG\",\"type\":\"PONG\"}",
                "{\"type\":\"ENTRY_CREATED\",\"seq\":11,\"timestamp\":\"2026-11-21T00:00:00.000Z\"}",
                "{\"type\":\"ENTRY_DELETED\",\"seq\":11}",
                "{\"type\":\"ENTRY_DELETED\",\"entryId\":7}",
                "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"e\",\"seq\":-1}",
                "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"e\",\"seq\":1e99}",
                "{\"type\":\"ENTRY_DELETED\",\"entryId\":\"e\",\"seq\":\"11\"}",
                "{\"type\":\"BULK_SYNC\",\"entries\":{}}",
                "{\"type\":\"REPERTOIRE_BULK_SYNC\",\"pieces\":null}",
            })
    void whatIsNoFrameIsPassedOver(String text) {
        LiveDevice device = LiveDevice.settled(true);
        for (int i = 0; i < 20; i++) {
            device.says(text);
        }
        assertEquals(0, device.hints + device.brought);
        assertEquals(List.of(), device.ends);
        device.says(text);
        assertEquals(WakeUps.Kind.GARBAGE, device.ends.get(0).kind());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"NEWS_OF_TOMORROW\",\"entries\":7,\"x\":{\"y\":[1]}}",
                "{\"type\":\"PONG\",\"timestamp\":7}",
                "{\"type\":\"PONG\",\"timestamp\":\"2026-13-45T99:00:00Z\"}",
                "{\"type\":\"SYNC_RESPONSE\"}",
                "{\"type\":\"SYNC_RESPONSE\",\"message\":\"Sync complete\",\"lastSeq\":999999}",
            })
    void whatIsUnknownOrUnaskedIsNoNews(String text) {
        LiveDevice device = LiveDevice.settled(true);
        if (!text.contains("entries")) {
            for (int i = 0; i < 50; i++) {
                device.says(text);
            }
            assertEquals(List.of(), device.ends);
        }
        assertEquals(0, device.hints + device.brought);
        device.heard();
        assertEquals(-1, device.mark().seq());
    }

    @Test
    void depthAndSizeHurtNobody() {
        LiveDevice device = LiveDevice.settled(true);
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        device.says("{\"type\":\"PONG\",\"x\":" + deep + "}");
        device.says("{\"type\":\"ENTRY_CREATED\",\"entry\":" + deep + ",\"seq\":11}");
        device.says("{\"type\":\"ENTRY_CREATED\",\"entry\":{\"id\":\"e\",\"notes\":" + deep + "},\"seq\":12}");
        device.says("{\"type\":\"PONG\",\"x\":\"" + "x".repeat(10 << 20) + "\"}");
        assertEquals(List.of(), device.keys());
        assertEquals(List.of(), device.ends);
    }

    @Test
    void aStreamThatLacksAFrameMovesNoMarkAndTheNextBeatBringsItAll() {
        LiveDevice device = LiveDevice.settled(false);
        device.session.beat();
        device.request();
        device.says(LiveDevice.tombstone("e1", 11).substring(3));
        device.says(LiveDevice.tombstone("e2", 12));
        device.says(LiveDevice.end(12));
        device.byTime();
        assertEquals(List.of("-e2"), device.keys());
        assertEquals(-1, device.mark().seq());
        device.session.beat();
        device.bySequence(12, LiveDevice.tombstone("e1", 11), LiveDevice.tombstone("e2", 12));
        device.byTime();
        assertEquals(List.of("-e1"), device.keys());
        assertEquals(12, device.mark().seq());
    }

    /** Damage the recordings: nothing is thrown, no mark goes where no row is, and a good connection then brings all there is. */
    @Test
    void damagedFramesCrashNothingMoveNothingAndLoseNothing() throws Exception {
        List<String> frames = new ArrayList<>();
        for (java.nio.file.Path file : RecordedFrames.files()) {
            frames.addAll(RecordedFrames.server(file));
        }
        for (long seed = 1, damaged = 0; damaged < DAMAGED; seed++) {
            Random random = new Random(seed);
            LiveDevice device = new LiveDevice(random.nextBoolean());
            device.pulls(BEFORE);
            for (int i = 0; i < 60 && device.ends.isEmpty(); i++) {
                switch (random.nextInt(12)) {
                    case 0 -> device.session.beat();
                    case 1 -> device.pulls(BEFORE.plusSeconds(i));
                    case 2 -> device.heard();
                    case 3 -> device.says(frames.get(random.nextInt(frames.size())));
                    default -> {
                        device.says(damaged(frames.get(random.nextInt(frames.size())), random));
                        damaged++;
                    }
                }
                assertTrue(device.mark().seq() <= 1_140, "seed " + seed + ": " + device.cursor);
                assertTrue(
                        device.mark().at() <= BEFORE.plusSeconds(300).toEpochMilli(),
                        "seed " + seed + ": " + device.cursor);
            }
            recovers(device, "seed " + seed);
        }
    }

    /** What the last recorded streams show of deletions and pieces comes over the next connection, whatever came before. */
    private static void recovers(LiveDevice before, String label) throws Exception {
        LiveDevice device = new LiveDevice(true);
        device.cursor = before.cursor;
        device.says(LiveDevice.welcome(BEFORE));
        device.pulls(BEFORE);
        device.request();
        RecordedFrames.of(56).forEach(device::says);
        Set<String> keys = new TreeSet<>();
        for (Incoming each : device.heard()) {
            keys.add(each.change().key());
        }
        assertEquals(new TreeSet<>(Arrays.asList("moonlight sonata-beethoven", "w1")), keys, label);
    }

    private static String damaged(String frame, Random random) {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(4); n >= 0; n--) {
            bytes[random.nextInt(bytes.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(128) : '0' + random.nextInt(10));
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
