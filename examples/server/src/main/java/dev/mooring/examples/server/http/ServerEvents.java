package dev.mooring.examples.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.LogId;
import dev.mooring.examples.server.store.ServerWriter;
import io.javalin.http.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /do/webhook/<x>}, {@code /do/cron} and {@code /do/schedule-alarm}: what makes the server itself write into a log. */
final class ServerEvents {
    private static final int MOST_PAYLOAD_CHARS = 500_000;
    private static final int KEY_CHARS = 150;

    /** Escapes what a database's text cannot hold, and more. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build());

    private final ServerWriter writer;

    ServerEvents(ServerWriter writer) {
        this.writer = writer;
    }

    void webhook(Context request, LogId log) {
        String path = request.path().substring("/do".length());
        ObjectNode payload = JSON.createObjectNode().put("webhook_path", path);
        payload.set("data", Body.of(request).node());
        long sequence = write(request, log, "webhook_result", payload);
        Answers.send(
                request,
                200,
                "{\"received\":true," + place(sequence) + ",\"webhook_path\":" + JsonText.quote(path) + "}");
    }

    void cron(Context request, LogId log) {
        Body body = Body.of(request);
        ObjectNode payload = JSON.createObjectNode();
        payload.set("trigger", body.member("trigger"));
        payload.set("scheduledTime", body.member("scheduledTime"));
        long sequence = write(request, log, "cron_result", payload);
        Answers.send(request, 200, "{\"ok\":true," + place(sequence) + "}");
    }

    void scheduleAlarm(Context request, LogId log) {
        Body body = Body.of(request);
        if (body.member("delayMs") == null) {
            throw Refusal.malformed("Missing 'delayMs' in body.");
        }
        long delay = body.number("delayMs", 0);
        ObjectNode payload = JSON.createObjectNode().put("type", "alarm_fired");
        payload.set("meta", body.member("meta"));
        writer.schedule(log, delay, text(payload));
        Answers.send(request, 200, "{\"ok\":true,\"alarm_scheduled\":true,\"delayMs\":" + delay + "}");
    }

    private long write(Context request, LogId log, String type, JsonNode payload) {
        return writer.write(log, type, text(payload), repetition(request));
    }

    /** Who calls may repeat a call that got no answer, with the same key. */
    private static @Nullable String repetition(Context request) {
        String key = request.header("Idempotency-Key");
        if (key == null || key.isEmpty()) {
            return null;
        }
        if (key.length() > KEY_CHARS) {
            throw Refusal.malformed("Idempotency-Key has more than " + KEY_CHARS + " characters.");
        }
        return "server:" + key;
    }

    private static String place(long sequence) {
        return sequence == ServerWriter.WAITS ? "\"sequence\":null,\"waits\":true" : "\"sequence\":" + sequence;
    }

    private static String text(JsonNode payload) {
        try {
            String text = JSON.writeValueAsString(payload);
            if (text.length() > MOST_PAYLOAD_CHARS) {
                throw Refusal.tooLarge("The payload has more than " + MOST_PAYLOAD_CHARS + " characters.");
            }
            return Objects.requireNonNull(text);
        } catch (JsonProcessingException e) {
            throw Refusal.malformed("Invalid JSON body.");
        }
    }
}
