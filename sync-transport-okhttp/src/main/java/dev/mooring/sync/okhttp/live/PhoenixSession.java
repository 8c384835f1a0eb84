package dev.mooring.sync.okhttp.live;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import dev.mooring.sync.okhttp.LiveDialect.Output;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A channel of Phoenix's as Supabase Realtime speaks it. It joins with the token of this connection, is live when the join is accepted and,
 * where rows are asked for, when the server has subscribed to them, which it says by a message of its own: what is written before that is
 * told to nobody. A new token goes out on the open channel.
 */
final class PhoenixSession extends WakeSession {
    private static final String PHOENIX = "phoenix";
    private static final String JOIN_REF = "1";
    private static final int MOST_BAD = 20;

    private final PhoenixJoin join;
    private State state = State.JOINING;
    private boolean subscribed;
    private int refs = 1;
    private int bad;
    private @Nullable String token;
    private @Nullable String told;

    private enum State {
        JOINING,
        JOINED,
        LIVE,
        OVER
    }

    PhoenixSession(Output out, PhoenixJoin join) {
        super(out, (type, text) -> false, false);
        this.join = join;
        this.subscribed = join.filters().isEmpty();
    }

    @Override
    public void credential(String value) {
        int space = value.indexOf(' ');
        token = space < 0 ? value : value.substring(space + 1).trim(); // Without the word Bearer.
        tell();
    }

    /** The server takes a token only of those who have joined. */
    private void tell() {
        String now = token;
        if (now != null && !now.equals(told) && (state == State.JOINED || state == State.LIVE)) {
            told = now;
            send(
                    join.topic(),
                    "access_token",
                    json -> json.beginObject().name("access_token").value(now).endObject());
        }
    }

    @Override
    public void opened() {
        told = token;
        out.send(PhoenixFrame.write(
                join.version(), JOIN_REF, JOIN_REF, join.topic(), "phx_join", json -> join.write(json, told)));
    }

    @Override
    public void beat() {
        send(PHOENIX, "heartbeat", json -> json.beginObject().endObject());
    }

    private void send(String topic, String event, PhoenixFrame.Payload payload) {
        String joinRef = topic.equals(PHOENIX) ? null : JOIN_REF;
        refs++;
        out.send(PhoenixFrame.write(join.version(), joinRef, Integer.toString(refs), topic, event, payload));
    }

    @Override
    public void received(String type, String text) {
        try {
            take(PhoenixFrame.read(join.version(), text));
            bad = 0;
        } catch (IOException | JsonDataException garbage) {
            bad();
        }
    }

    @Override
    public void received(ByteString message) {
        try {
            if (join.version() == 1) {
                throw new JsonDataException("a binary message");
            }
            PhoenixFrame head = PhoenixFrame.read(message);
            if (head.topic().equals(join.topic())) {
                wake(head.event().equals("broadcast") || join.broadcasts().contains(head.event()));
            }
            bad = 0;
        } catch (JsonDataException garbage) {
            bad();
        }
    }

    private void bad() {
        bad++;
        if (bad > MOST_BAD) {
            over(Kind.GARBAGE, "what came is not Phoenix's protocol of version " + join.version());
        }
    }

    private void take(PhoenixFrame frame) throws IOException {
        boolean ours = frame.joinRef() == null || JOIN_REF.equals(frame.joinRef());
        if (state == State.OVER || !ours || !frame.topic().equals(join.topic())) {
            return; // Such as the reply to a heartbeat: it lives.
        }
        switch (frame.event()) {
            case "phx_reply" -> replied(frame);
            case "system" -> system(frame.payload());
            case "postgres_changes" -> wake(true);
            case "broadcast" -> wake(isChosen(frame.payload()));
            case "phx_error" -> over(Kind.AWAY, "the server ended the topic with an error");
            case "phx_close" -> over(Kind.AWAY, "the server closed the topic");
            default -> {
                // Presence, and what later versions may say.
            }
        }
    }

    private void wake(boolean news) {
        if (news && state == State.LIVE) {
            out.woken(false);
        }
    }

    /** One that cannot be read may be. */
    private boolean isChosen(@Nullable JsonReader payload) throws IOException {
        if (join.broadcasts().isEmpty()) {
            return false;
        }
        try {
            String event = payload == null ? null : texts(payload).get("event");
            return event == null || join.broadcasts().contains(event);
        } catch (JsonDataException tooDeep) {
            return true;
        }
    }

    private void replied(PhoenixFrame frame) throws IOException {
        JsonReader payload = frame.payload();
        if (!JOIN_REF.equals(frame.ref()) || state != State.JOINING || payload == null) {
            return;
        }
        String status = null;
        String reason = "";
        List<PhoenixFilter> filters = new ArrayList<>();
        payload.beginObject();
        while (payload.hasNext()) {
            String name = payload.nextName();
            if (name.equals("status")) {
                status = PhoenixFrame.text(payload);
            } else if (name.equals("response") && payload.peek() == JsonReader.Token.BEGIN_OBJECT) {
                reason = response(payload, filters);
            } else {
                payload.skipValue();
            }
        }
        if (!"ok".equals(status)) {
            over(PhoenixWords.kind(reason), "the join was refused" + (reason.isEmpty() ? "" : ": " + reason));
        } else if (!filters.equals(join.filters())) {
            over(Kind.ABSENT, "the server listens to other rows than it was asked for");
        } else {
            state = State.JOINED;
            tell();
            live();
        }
    }

    private static String response(JsonReader json, List<PhoenixFilter> filters) throws IOException {
        String reason = "";
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals("postgres_changes") && json.peek() == JsonReader.Token.BEGIN_ARRAY) {
                json.beginArray();
                while (json.hasNext()) {
                    filters.add(PhoenixFilter.read(json));
                }
                json.endArray();
            } else {
                String value = PhoenixFrame.text(json);
                reason = name.equals("reason") && value != null ? value : reason;
            }
        }
        json.endObject();
        return reason;
    }

    private void system(@Nullable JsonReader payload) throws IOException {
        Map<String, String> said = payload == null ? new HashMap<>() : texts(payload);
        String message = said.getOrDefault("message", "");
        if ("error".equals(said.get("status"))) {
            over(PhoenixWords.kind(message), "the server said: " + message);
        } else if ("ok".equals(said.get("status")) && "postgres_changes".equals(said.get("extension"))) {
            subscribed = true;
            live();
        }
    }

    /** The texts of an object; its other members are passed over. */
    private static Map<String, String> texts(JsonReader json) throws IOException {
        Map<String, String> texts = new HashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            String value = PhoenixFrame.text(json);
            if (value != null) {
                texts.put(name, value);
            }
        }
        return texts;
    }

    private void live() {
        if (state == State.JOINED && subscribed) {
            state = State.LIVE;
            out.live();
        }
    }

    private void over(Kind kind, String words) {
        if (state != State.OVER) {
            state = State.OVER;
            out.over(new End(kind, join.topic() + ": " + words, null));
        }
    }
}
