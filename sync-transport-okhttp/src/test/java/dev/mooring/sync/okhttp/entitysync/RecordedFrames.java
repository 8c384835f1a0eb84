package dev.mooring.sync.okhttp.entitysync;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What live servers said over their sockets. */
final class RecordedFrames {
    private static final String FOLDER = "/recorded/entity-sync-live";

    private RecordedFrames() {}

    /** The files that hold frames, by name. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(
                Objects.requireNonNull(RecordedFrames.class.getResource(FOLDER)).toURI()))) {
            List<Path> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                if (!server(file).isEmpty()) {
                    all.add(file);
                }
            }
            return all;
        } catch (URISyntaxException impossible) {
            throw new IOException(impossible);
        }
    }

    /** What the server said in a recording, in order: to the one that is not the sender where there are two, and else to the only one. */
    static List<String> server(Path file) throws IOException {
        List<String> frames = new ArrayList<>();
        Map<?, ?> recording = (Map<?, ?>) Tree.of(Files.readString(file));
        for (Object frame : recording.get("frames") instanceof List<?> list ? list : List.of()) {
            Map<?, ?> each = (Map<?, ?>) frame;
            if ("server".equals(each.get("dir"))) {
                frames.add((String) each.get("text"));
            }
        }
        return frames;
    }

    /** All of one. */
    static List<String> of(int number) throws IOException {
        for (Path file : files()) {
            if (file.getFileName().toString().startsWith(number + "-")) {
                return server(file);
            }
        }
        throw new IOException("no recording " + number);
    }
}
