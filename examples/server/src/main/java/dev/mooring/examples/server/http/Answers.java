package dev.mooring.examples.server.http;

import dev.mooring.examples.server.lease.Lease;
import dev.mooring.examples.server.lease.Writer;
import dev.mooring.examples.server.log.Answer;
import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.Outcome;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Writes answers. */
final class Answers {
    private static final String PROMISES = "[\"atomic\",\"conflict\",\"idempotent\",\"leases\",\"history\",\"pages\"]";

    private Answers() {}

    /** Sends JSON. */
    static void send(Context request, int status, String json) {
        request.status(status).contentType("application/json").result(json);
    }

    static String error(@Nullable String error) {
        return "{\"error\":" + JsonText.quote(error == null ? "" : error) + "}";
    }

    /**
     * What an exchange is answered.
     *
     * @param response the answer of the API that was called, as JSON; {@code null} if none was
     * @param callError why there is none
     */
    static String exchange(Answer answer, Writer asker, long now, String response, @Nullable String callError) {
        StringBuilder json = new StringBuilder(1 << 10);
        json.append("{\"events_accepted\":").append(answer.isAccepted());
        if (answer.outcome() instanceof Outcome.Refused refused) {
            JsonText.quote(json.append(",\"error\":"), refused.error());
        } else if (callError != null) {
            JsonText.quote(json.append(",\"error\":"), callError);
        }
        json.append(",\"server_events\":[")
                .append(String.join(",", answer.page().events()));
        json.append("],\"more\":").append(answer.page().more());
        json.append(",\"response\":").append(response);
        head(json.append(','), answer.head());
        Lease lease = answer.head().lease();
        json.append(",\"lease\":{\"fencing_token\":").append(lease.token());
        json.append(",\"held\":").append(lease.isHeldBy(asker, now));
        json.append(",\"expires_in_ms\":").append(lease.expiresIn(now));
        return json.append("}}").toString();
    }

    /** What a holder is answered that gives the lease back. */
    static String lease(Head head, long now, boolean released) {
        return "{\"released\":" + released + "," + status(head, now).substring(1);
    }

    static String status(Head head, long now) {
        StringBuilder json =
                new StringBuilder("{\"event_count\":").append(head.count()).append(',');
        head(json, head);
        Lease lease = head.lease();
        json.append(",\"lease\":{\"fencing_token\":").append(lease.token());
        JsonText.quote(json.append(",\"held_by\":"), lease.heldBy(now));
        json.append(",\"expires_in_ms\":").append(lease.expiresIn(now));
        return json.append("},\"promises\":").append(PROMISES).append('}').toString();
    }

    private static void head(StringBuilder json, Head head) {
        json.append("\"latest_sequence\":").append(head.latest());
        JsonText.quote(json.append(",\"history\":"), head.history());
        json.append(",\"compacted_to\":").append(head.compactedTo());
    }
}
