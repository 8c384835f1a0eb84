package dev.mooring.sync.testing.transport;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The server of the channel's tests: greets whoever comes, and answers everything else with the good pull. */
final class LiveStage extends StandInServer<LiveStage> implements LiveFace {
    final List<Request> asked = new CopyOnWriteArrayList<>();
    private final Map<Request, String> joins = Collections.synchronizedMap(new IdentityHashMap<>());
    private final LiveExchange live;
    private final String pull;

    LiveStage(LiveExchange live, String pull) {
        super(false);
        this.live = live;
        this.pull = pull;
    }

    /** Whether a request carried a text, wherever and possibly in base64, or the client said it before it was greeted. */
    boolean carried(int request, String text) {
        Request made = asked.get(request);
        return made.path().contains(text)
                || made.headers().values().stream()
                        .anyMatch(
                                value -> value.contains(text) || unpacked(value).contains(text))
                || joins.getOrDefault(made, "").contains(text);
    }

    /** What a value in base64 says; empty if it is none. */
    private static String unpacked(String value) {
        try {
            return new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    void say(LiveExchange.Message message) {
        if (message.binary()) {
            channels().sayBinary(message.bytes());
        } else {
            channels().say(message.name(), null, message.data());
        }
    }

    @Override
    protected Reply answer(Request request) {
        return Reply.of(200, Map.of("Content-Type", "application/json"), pull);
    }

    @Override
    protected LiveFace live() {
        return this;
    }

    @Override
    protected LiveStage self() {
        return this;
    }

    @Override
    public boolean takes(Request request) {
        boolean is = Target.of(request.path()).path().equals(live.path());
        if (is) {
            asked.add(request);
        }
        return is;
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        return null;
    }

    /** The first that the client names. */
    @Override
    public @Nullable String subprotocol(Request request) {
        String named = request.header("Sec-WebSocket-Protocol");
        return named.isEmpty() ? null : named.split(",", -1)[0];
    }

    private void greet(Line line) {
        for (LiveExchange.Message message : live.greeting()) {
            if (message.binary()) {
                line.binary(message.bytes());
            } else {
                line.event(message.name(), null, message.data());
            }
        }
    }

    @Override
    public Client connected(Request request, Line line) {
        if (!live.awaits()) {
            greet(line);
        }
        return new Client() {
            @Override
            public void text(String text) {
                // What a client of this channel asks later is not answered here.
                if (live.awaits() && joins.putIfAbsent(request, text) == null) {
                    greet(line);
                }
            }

            @Override
            public void binary(byte[] bytes) {
                text(new String(bytes, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void closed() {
                // It may come again.
            }
        };
    }
}
