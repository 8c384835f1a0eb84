package dev.mooring.sync.okhttp.garbage;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import okio.Buffer;

/** Answers of one family's recordings, with bytes that are others or missing. */
final class Damage {
    /** An answer as it was recorded. */
    record Recorded(int status, byte[] body) {}

    private final List<Recorded> answers = new ArrayList<>();

    Damage(String family) throws IOException {
        try (Stream<Path> files = Files.list(folder(family))) {
            for (Path file : files.sorted().toList()) {
                collect(JsonReader.of(new Buffer().writeUtf8(Files.readString(file)))
                        .readJsonValue());
            }
        }
    }

    private static Path folder(String family) throws IOException {
        try {
            return Path.of(Objects.requireNonNull(Damage.class.getResource("/recorded/" + family))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IOException(impossible);
        }
    }

    private void collect(Object json) {
        if (json instanceof List<?> list) {
            list.forEach(this::collect);
        } else if (json instanceof Map<?, ?> map) {
            if (map.get("status") instanceof Double status && map.get("body") instanceof String body) {
                answers.add(new Recorded(status.intValue(), body.getBytes(StandardCharsets.UTF_8)));
            }
            map.values().forEach(this::collect);
        }
    }

    /** One of them, damaged at up to four places and sometimes cut short; every fourth as it was recorded, for a wrong question. */
    Recorded next(Random random) {
        Recorded good = answers.get(random.nextInt(answers.size()));
        byte[] body = good.body().clone();
        if (body.length > 0 && random.nextInt(4) > 0) {
            for (int n = random.nextInt(4); n >= 0; n--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            body = random.nextInt(3) == 0 ? Arrays.copyOf(body, random.nextInt(body.length)) : body;
        }
        return new Recorded(good.status(), body);
    }
}
