package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.changeset.RecordedFrames.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import okio.ByteString;
import org.junit.jupiter.api.Test;

/** What servers said, with bits that are others and ends that are missing (I13). */
class ChangesetGarbageTest {
    private static final int DAMAGED = 5_000;
    private static final ByteString SERVER = ByteString.decodeHex("bfee623d0c3e4ee4b03a2e60ee06083e");

    private final List<ByteString> frames = new ArrayList<>();

    /** All of them in the name of one server, so that its identity does not end everything at once. */
    ChangesetGarbageTest() throws IOException {
        for (Recorded recorded : RecordedFrames.all()) {
            if (recorded.ofServer()) {
                frames.add(Frames.write(renamed(Frames.read(recorded.bytes()))));
            }
        }
    }

    private static Frame renamed(Frame frame) {
        if (frame instanceof Frame.Status status) {
            return new Frame.Status(
                    status.ok(),
                    SERVER,
                    "init",
                    7L,
                    "7",
                    status.stage(),
                    status.ackDbVersion(),
                    status.reason(),
                    status.message());
        } else if (frame instanceof Frame.Start start) {
            return new Frame.Start(start.sinceVersion(), start.sinceSeq(), List.of(SERVER), start.localOnly());
        } else if (frame instanceof Frame.Changes changes) {
            return new Frame.Changes(SERVER, changes.sinceVersion(), changes.sinceSeq(), changes.cells());
        }
        return frame;
    }

    private static ByteString damaged(ByteString good, Random random) {
        byte[] bytes = good.toByteArray();
        for (int n = random.nextInt(4); n >= 0; n--) {
            bytes[random.nextInt(bytes.length)] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) (1 << random.nextInt(8));
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
        return ByteString.of(bytes, 0, length);
    }

    private ByteString any(Random random) {
        return frames.get(random.nextInt(frames.size()));
    }

    @Test
    void damagedFramesThrowNothingAndMoveNothingThatTheyShouldNot() {
        int damaged = 0;
        int garbage = 0;
        for (long seed = 1; damaged < DAMAGED; seed++) {
            Random random = new Random(seed);
            CellSession device = new CellSession(CellSession.at(random.nextInt(3), random.nextInt(2)));
            if (random.nextBoolean()) {
                device.live(2);
            } else {
                device.session.opened();
            }
            for (int i = 0; i < 20 && device.said.stream().noneMatch(word -> word.startsWith("over")); i++) {
                switch (random.nextInt(10)) {
                    case 0 -> device.pull();
                    case 1 -> device.push(3 + i);
                    case 2 -> device.hears(any(random));
                    case 3 -> device.drain();
                    default -> {
                        device.hears(damaged(any(random), random));
                        damaged++;
                    }
                }
                check(device, "seed " + seed);
            }
            garbage += device.said.contains("over GARBAGE") ? 1 : 0;
            silentForEver(device, "seed " + seed);
            recovers(device, "seed " + seed);
        }
        assertTrue(garbage > 100, "only " + garbage + " ended by garbage");
    }

    /** The cursor is never beyond what came, and each exchange ends once. */
    private static void check(CellSession device, String label) {
        long highest = 2;
        for (var incoming : device.came) {
            String payload = incoming.change().payload();
            int at = payload.indexOf("\"dv\":");
            highest = at < 0
                    ? Long.MAX_VALUE // Set aside, whatever its version.
                    : Math.max(highest, Long.parseLong(payload.substring(at + 5, payload.indexOf(',', at))));
        }
        assertTrue(ChangesetCursor.of(device.cursor).version() <= highest, label + ": " + device.cursor);
    }

    /** A connection that is over says and takes nothing more. */
    private void silentForEver(CellSession device, String label) {
        if (device.said.stream().noneMatch(word -> word.startsWith("over"))) {
            return;
        }
        int said = device.said.size();
        int came = device.came.size();
        int sent = device.sent.size();
        frames.forEach(device::hears);
        assertEquals(said, device.said.size(), label + device.said);
        assertEquals(came, device.came.size(), label);
        assertEquals(sent, device.sent.size(), label);
    }

    /** The next one brings what there is. */
    private static void recovers(CellSession before, String label) {
        ChangesetCursor at = ChangesetCursor.of(before.cursor);
        if (at.version() > 1L << 40 || at.acked() > 1L << 40) {
            return; // Damage of a number that nobody can tell from a number.
        }
        CellSession device = new CellSession(before.cursor);
        device.session.opened();
        device.pull();
        device.hears(
                CellSession.status("handshake", at.acked()),
                CellSession.start(at.acked()),
                CellSession.changes(at.version(), at.version() + 1),
                CellSession.status("apply_ack", at.acked()));
        assertEquals(List.of("live", "settled"), device.said, label + before.said);
        assertEquals(at.version() + 1, ChangesetCursor.of(device.cursor).version(), label);
    }
}
