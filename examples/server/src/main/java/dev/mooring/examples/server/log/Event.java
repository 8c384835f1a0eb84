package dev.mooring.examples.server.log;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is kept: its JSON text, and beside it what the server looks at.
 *
 * @param sequence its place in the log, from 1
 * @param json as it is answered
 * @param mutation what makes a repetition of it known, if it says so
 * @param key what it is about, if it says so: a later event with this key supersedes it at compaction
 */
public record Event(
        long sequence,
        String json,
        @Nullable String mutation,
        @Nullable String key) {

    /**
     * Makes an event of its fields.
     *
     * @param fields without the sequence
     */
    public static Event of(long sequence, Fields fields) {
        StringBuilder json = new StringBuilder(fields.payload().length() + 160);
        json.append("{\"sequence\":").append(sequence);
        JsonText.quote(json.append(",\"timestamp\":"), fields.timestamp());
        JsonText.quote(json.append(",\"event_type\":"), fields.type());
        json.append(",\"schema_version\":").append(fields.schemaVersion());
        JsonText.quote(json.append(",\"payload\":"), fields.payload());
        if (fields.mutation() != null) {
            JsonText.quote(json.append(",\"mutation_id\":"), fields.mutation());
        }
        if (fields.key() != null) {
            JsonText.quote(json.append(",\"key\":"), fields.key());
        }
        return new Event(sequence, json.append('}').toString(), fields.mutation(), fields.key());
    }

    /** How many bytes of UTF-8 the answer of it has. */
    public int bytes() {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What an event says, without its place. */
    public record Fields(
            String timestamp,
            String type,
            long schemaVersion,
            String payload,
            @Nullable String mutation,
            @Nullable String key) {}
}
