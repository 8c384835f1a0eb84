package dev.mooring.sync.testing.eventlog;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API behind the proxy. Called without a lock held, by as many threads as make calls. */
@FunctionalInterface
public interface Upstream {
    /**
     * Makes one call.
     *
     * @param method in capitals
     * @param url with secrets filled in
     * @param headers with secrets filled in
     * @param body as text, or null
     * @return whatever the API answers; names of headers in lower case
     * @throws IOException if there is no answer: its message becomes part of the server's
     */
    Result call(String method, String url, Map<String, String> headers, @Nullable String body) throws IOException;

    /**
     * What the API answered.
     *
     * @param status the API's HTTP status
     * @param headers one value a name, sorted by name
     * @param body as UTF-8 text
     */
    record Result(int status, Map<String, String> headers, String body) {}
}
