package dev.mooring.sync.inspector;

import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.status.Contact;
import dev.mooring.sync.status.Flow;
import dev.mooring.sync.status.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A status as the page is told it. */
final class StatusJson {
    private static final int EXPLANATION = 6_000;

    private StatusJson() {}

    static String of(SyncStatus status, Timeline.@Nullable Running running, boolean payloads, boolean buttons) {
        JsonWriter json = new JsonWriter().begin('{');
        json.name("light").string(Timeline.word(status.light()));
        json.name("state").string(Timeline.word(status.state()));
        json.name("explain").string(Shown.text(status.explain(), EXPLANATION));
        json.name("warnings").begin('[');
        status.warnings().forEach(warning -> json.string(Timeline.word(warning)));
        json.end(']').name("counts").begin('{');
        SyncStatus.Counts counts = status.counts();
        number(json, "pending", counts.pending());
        number(json, "inFlight", counts.inFlight());
        number(json, "superseded", counts.superseded());
        number(json, "quarantined", counts.quarantined());
        number(json, "setAside", counts.setAside());
        number(json, "heldBack", counts.heldBack());
        json.end('}');
        number(json, "position", status.position());
        Contact contact = status.contact();
        time(json, "heard", contact.exchange());
        time(json, "acknowledged", contact.ack());
        time(json, "pulled", contact.pull());
        time(json, "retryAt", contact.retryAt());
        time(json, "pendingSince", status.pendingSince());
        time(json, "nextAttempt", status.nextAttempt());
        time(json, "asOf", status.asOf());
        json.name("channel").string(Timeline.word(status.channel().state()));
        flow(json, "push", status.progress().push());
        flow(json, "pull", status.progress().pull());
        if (running != null) {
            json.name("running").begin('{').name("what").string(running.what());
            time(json, "since", running.since());
            number(json, "sent", running.sent());
            number(json, "sentBytes", running.sentBytes());
            json.end('}');
        }
        json.name("payloads").raw(Boolean.toString(payloads));
        json.name("buttons").raw(Boolean.toString(buttons));
        return json.end('}').toString();
    }

    private static void flow(JsonWriter json, String name, Flow flow) {
        json.name(name).begin('{');
        number(json, "records", flow.records());
        number(json, "bytes", flow.bytes());
        Long total = flow.total();
        json.name("total").raw(total == null ? "null" : total.toString());
        Duration left = flow.left();
        json.name("leftMillis").raw(left == null ? "null" : Long.toString(left.toMillis()));
        json.end('}');
    }

    private static void number(JsonWriter json, String name, long number) {
        json.name(name).raw(Long.toString(number));
    }

    private static void time(JsonWriter json, String name, @Nullable Instant time) {
        json.name(name).raw(time == null ? "null" : '"' + time.toString() + '"');
    }
}
