package dev.mooring.examples.server.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of somebody, and what came of it. The times are of one clock for all, and say only what ended before what began.
 *
 * @param who the writer's name
 * @param began before the request was sent
 * @param ended after the answer was there
 * @param asked what was sent
 * @param told null if nobody knows what became of it; then it may take effect at any later time
 */
record Operation(
        String who,
        long began,
        long ended,
        Asked asked,
        @Nullable Told told) {

    /**
     * What a request says.
     *
     * @param since the end of the log as the asker knows it
     * @param token the asker's
     * @param batch the mutations of a push, for the places behind {@code since}; empty for a pull
     */
    record Asked(long since, long token, List<String> batch) {
        long end() {
            return since + batch.size();
        }
    }

    /**
     * What an answer says.
     *
     * @param accepted 200, and not 409
     * @param latest the end of the log
     * @param token of the log
     * @param held whether the asker has the lease
     * @param more whether there are more events than these
     * @param events behind what the asker knows, without its own batch if that was accepted
     */
    record Told(boolean accepted, long latest, long token, boolean held, boolean more, List<Seen> events) {
        /** What {@code /do/sync} says. */
        static Told of(int status, JsonNode json) {
            JsonNode lease = json.path("lease");
            return new Told(
                    status == 200,
                    json.path("latest_sequence").asLong(),
                    lease.path("fencing_token").asLong(),
                    lease.path("held").booleanValue(),
                    json.path("more").booleanValue(),
                    Seen.all(json.path("server_events")));
        }
    }

    /**
     * What the server itself was told to write, with all repetitions of that request.
     *
     * @param mutation its id in the log
     * @param began before the first time it was sent
     * @param ended after the answer
     * @param sequence as the answer says, 0 if it waits for a lease
     */
    record Call(String mutation, long began, long ended, long sequence) {}
}
