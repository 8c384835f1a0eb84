package dev.mooring.sync.okhttp;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** What no HTTP server says, and OkHttp lets through or throws as if the connection had broken. */
final class Heads {
    private static final int LONGEST = 18;

    private Heads() {}

    /** What is wrong with the length that a head tells; null if it is none or a good one. */
    static @Nullable String malformed(Headers headers) {
        if (headers.get("Transfer-Encoding") != null) {
            return null; // Then the length does not count.
        }
        List<String> lengths = headers.values("Content-Length");
        for (String length : lengths) {
            boolean digits = !length.isEmpty() && length.length() <= LONGEST;
            for (int i = 0; i < length.length(); i++) {
                digits &= length.charAt(i) >= '0' && length.charAt(i) <= '9';
            }
            if (!digits) {
                return "a Content-Length that is no length";
            }
            if (!length.equals(lengths.get(0))) {
                return "two Content-Lengths that differ";
            }
        }
        return null;
    }

    /** Whether the server has said what is no HTTP, rather than that the connection was lost on the way. */
    static boolean isGarbage(IOException e) {
        String message = e.getMessage();
        return e instanceof ProtocolException
                && message != null
                && !message.startsWith("unexpected end of stream")
                && !message.startsWith("Too many follow-up requests");
    }

    /** Ends a response whose body cannot be read at all; OkHttp stumbles over such a length even there. */
    static void discard(Response response) {
        try {
            response.close();
        } catch (RuntimeException stumbled) {
            // The call is cancelled, and its connection is not used again.
        }
    }
}
