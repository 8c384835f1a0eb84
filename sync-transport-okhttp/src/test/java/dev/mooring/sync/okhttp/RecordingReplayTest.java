package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.changeset.ChangesetReplayer;
import dev.mooring.sync.okhttp.entitysync.EntitySyncReplayer;
import dev.mooring.sync.okhttp.eventlog.EventLogReplayer;
import dev.mooring.sync.okhttp.oplog.OpLogReplayer;
import dev.mooring.sync.okhttp.rowsync.RowSyncReplayer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Replays what live servers said: each recorded exchange through its dialect, a line each. Whatever a server answered must
 * come out typed.
 *
 * <p>{@code -Dmooring.recordings=DIR} takes {@code DIR/<dialect>/*.json} besides the recordings of this module.
 */
@Tag("replay")
class RecordingReplayTest {
    static final Map<String, Replayer> DIALECTS = Map.of(
            "changeset", new ChangesetReplayer(),
            "entity-sync", new EntitySyncReplayer(),
            "event-log", new EventLogReplayer(),
            "op-log", new OpLogReplayer(),
            "row-sync", new RowSyncReplayer());

    private int typed;
    private int skipped;
    private final List<String> untyped = new ArrayList<>();

    @Test
    void everyRecordedAnswerComesOutTyped() throws Exception {
        replayAll(recordingsOfThisModule());
        String more = System.getProperty("mooring.recordings", "");
        if (!more.isEmpty()) {
            replayAll(Path.of(System.getProperty("mooring.root", "")).resolve(more));
        }
        System.out.println("replay: " + (typed + untyped.size()) + " exchanges, " + typed + " typed, " + untyped.size()
                + " untyped, " + skipped + " files skipped");
        assertTrue(typed > 0, "nothing was replayed");
        assertEquals(List.of(), untyped);
    }

    private static Path recordingsOfThisModule() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(RecordingReplayTest.class.getResource("/recorded"))
                .toURI());
    }

    private void replayAll(Path root) throws IOException {
        assertTrue(Files.isDirectory(root), () -> "no folder of recordings: " + root);
        for (Path folder : sorted(root)) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            Replayer replayer = DIALECTS.get(folder.getFileName().toString());
            List<Path> files = sorted(folder);
            if (replayer == null) {
                skipped += files.size();
                System.out.println(
                        folder.getFileName() + "  skipped: " + files.size() + " files, no such dialect here");
                continue;
            }
            for (Path file : files) {
                if (file.toString().endsWith(".json")) {
                    replay(folder.getFileName() + "/" + file.getFileName(), file, replayer);
                }
            }
        }
    }

    private void replay(String label, Path file, Replayer replayer) {
        try {
            Recording recording = Recording.read(file);
            String conversation = recording.frames().isEmpty() ? null : replayer.converse(recording);
            if (conversation != null) {
                typed++;
                System.out.println(label + "  " + conversation);
            } else if (recording.exchanges().isEmpty()) {
                skipped++;
                System.out.println(
                        label + "  skipped: " + (recording.webSocket() ? "web socket frames" : "no exchange"));
                return;
            }
            int step = 0;
            for (Recording.Exchange exchange : recording.exchanges()) {
                replay(label + "#" + ++step, exchange, replayer);
            }
        } catch (Exception | AssertionError e) {
            fail(label, e);
        }
    }

    private void replay(String label, Recording.Exchange exchange, Replayer replayer) {
        try {
            System.out.println(label + "  " + replayer.replay(exchange));
            typed++;
        } catch (Exception | AssertionError e) {
            fail(label, e);
        }
    }

    private void fail(String label, Throwable e) {
        untyped.add(label + ": " + e);
        System.out.println(label + "  UNTYPED " + e);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
