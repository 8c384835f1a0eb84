package dev.mooring.sync.testing.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps what a server says in process: a frame as it is, an event with its name and id in front. */
public final class Ear implements LiveClient.Listener {
    private final List<String> said = new ArrayList<>();
    private @Nullable LiveClient client;

    /** A WebSocket to a path. */
    public static Ear socket(StandInServer<?> server, String path) {
        return new Ear().to(server, new Request("GET", path, Map.of("Upgrade", "websocket"), new byte[0]));
    }

    /** A stream at a path. */
    public static Ear stream(StandInServer<?> server, String path, String user) {
        return new Ear().to(server, Request.of("GET", path, user, ""));
    }

    private Ear to(StandInServer<?> server, Request request) {
        client = server.connect(request, this);
        return this;
    }

    public LiveClient client() {
        return Objects.requireNonNull(client);
    }

    /** What was said since this was called last. */
    public List<String> take() {
        List<String> taken = new ArrayList<>(said);
        said.clear();
        return taken;
    }

    @Override
    public void refused(Reply reply) {
        said.add("refused " + reply.status());
    }

    @Override
    public void text(String name, @Nullable String id, String data) {
        said.add((name.isEmpty() ? "" : name + " ") + (id == null ? "" : id + " ") + data);
    }

    @Override
    public void binary(byte[] bytes) {
        said.add(bytes.length + " bytes");
    }

    @Override
    public void comment() {
        said.add("beat");
    }

    @Override
    public void closed(int code, String reason) {
        said.add("closed " + code + " " + reason);
    }
}
