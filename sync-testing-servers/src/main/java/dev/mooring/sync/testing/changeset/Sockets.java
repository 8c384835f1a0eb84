package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every upgrade is taken for a WebSocket, whatever it asks for, and the subprotocol is where the room stands. */
final class Sockets implements LiveFace {
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");
    private static final int NO_CODE = 1005;

    private final ChangesetServer server;

    Sockets(ChangesetServer server) {
        this.server = server;
    }

    @Override
    public boolean takes(Request request) {
        return !request.header("Upgrade").isEmpty();
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        String token = request.header(PROTOCOL);
        if (token.isEmpty()) {
            server.uncaught();
            return Reply.NONE;
        }
        boolean upgrade = request.header("Upgrade").toLowerCase(Locale.ROOT).equals("websocket");
        return upgrade && TOKEN.matcher(token).matches()
                ? null
                : Reply.of(
                        400,
                        Map.of("Content-Type", "text/html"),
                        upgrade ? "Invalid Sec-WebSocket-Protocol header" : "Invalid Upgrade header");
    }

    @Override
    public String subprotocol(Request request) {
        return request.header(PROTOCOL);
    }

    @Override
    public Client connected(Request request, Line line) {
        if (!Target.of(request.path()).path().contains("/sync")) {
            return new Deaf();
        }
        String room = room(request.header(PROTOCOL));
        if (room == null) {
            line.close(NO_CODE, "");
            return new Deaf();
        }
        Peer peer = new Peer(server, room, line);
        server.entered(peer);
        return peer;
    }

    private static @Nullable String room(String token) {
        String options;
        try {
            options = new String(Base64.getDecoder().decode(token), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return null;
        }
        for (String option : options.split(",", -1)) {
            String[] pair = option.split("=", -1);
            if (pair[0].equals("room") && pair.length > 1) {
                return pair[1];
            }
        }
        return null;
    }

    /** Nobody listens to it, and nobody says so. */
    private static final class Deaf implements Client {
        @Override
        public void text(String text) {
            // Nobody hears it.
        }

        @Override
        public void closed() {
            // Nobody sees it.
        }
    }
}
