package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The way from a device to a server. */
interface Wire {
    /** What came back. */
    record Heard(int status, JsonNode json) {}

    /**
     * Sends one request.
     *
     * @param path such as {@code /do/sync}
     * @param key an idempotency key, or empty
     * @throws IOException if nobody knows what became of it
     */
    Heard post(String user, String path, String key, String body) throws IOException;
}
