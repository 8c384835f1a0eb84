package dev.mooring.sync.okhttp.changeset;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What was said over the sockets of live servers. */
final class RecordedFrames {
    /** The one frame that is none, on purpose. */
    static final String UNKNOWN_TAG = "33-frame-unknown-tag.json";

    private RecordedFrames() {}

    /**
     * A binary frame.
     *
     * @param file where it stands
     * @param ofServer who said it
     * @param conn which connection, where there are several
     * @param decoded by the one who recorded it
     */
    record Recorded(
            String file,
            boolean ofServer,
            String conn,
            ByteString bytes,
            @Nullable Object decoded) {}

    static List<Path> files() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(RecordedFrames.class.getResource("/recorded/changeset"))
                        .toURI()))) {
            return files.sorted().toList();
        } catch (URISyntaxException impossible) {
            throw new IOException(impossible);
        }
    }

    /** All of them. */
    static List<Recorded> all() throws IOException {
        List<Recorded> all = new ArrayList<>();
        for (Path file : files()) {
            all.addAll(of(file));
        }
        return all;
    }

    static List<Recorded> of(Path file) throws IOException {
        List<Recorded> all = new ArrayList<>();
        Map<?, ?> recording = (Map<?, ?>)
                JsonReader.of(new Buffer().write(Files.readAllBytes(file))).readJsonValue();
        for (Object each : recording.get("frames") instanceof List<?> list ? list : List.of()) {
            Map<?, ?> frame = (Map<?, ?>) each;
            if (frame.get("hex") instanceof String hex) {
                all.add(new Recorded(
                        file.getFileName().toString(),
                        "server".equals(frame.get("dir")),
                        String.valueOf(frame.get("conn")),
                        ByteString.decodeHex(hex),
                        frame.get("decoded")));
            }
        }
        return all;
    }
}
