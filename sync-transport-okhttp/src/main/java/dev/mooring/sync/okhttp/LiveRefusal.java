package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps.End;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Reads the answer to a request for a channel that did not open it. */
final class LiveRefusal {
    private static final int MOST_BYTES = 2048;
    private static final int MOST_WORDS = 200;

    private LiveRefusal() {}

    /**
     * What it means.
     *
     * @param attempted for the words
     * @param response not closed here
     * @param clock for a Retry-After that is a date
     */
    static End of(String attempted, Response response, Supplier<Instant> clock) {
        MediaType type = response.body().contentType();
        String sub = type == null ? "" : type.subtype();
        boolean page = sub.equals("html") || sub.equals("xhtml+xml");
        return LiveEnds.answered(
                attempted,
                response.code(),
                page ? "" : words(response),
                elsewhere(response),
                page,
                RetryAfter.of(response.header("Retry-After"), response.headers(), clock));
    }

    private static @Nullable HttpUrl elsewhere(Response response) {
        HttpUrl asked = response.request().url();
        String location = response.code() / 100 == 3 ? response.header("Location") : null;
        HttpUrl to = location == null ? null : asked.resolve(location);
        return to == null || to.host().equals(asked.host()) ? null : to;
    }

    private static String words(Response response) {
        try {
            String said = response.peekBody(MOST_BYTES).string().trim();
            return said.length() > MOST_WORDS ? said.substring(0, MOST_WORDS) + "…" : said;
        } catch (IOException | RuntimeException lost) {
            return "";
        }
    }
}
