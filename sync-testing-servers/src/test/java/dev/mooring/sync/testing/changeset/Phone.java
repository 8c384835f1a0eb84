package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client in process that keeps what it hears, and can say anything. */
final class Phone implements LiveClient.Listener {
    static final Bytes A = Bytes.ofHex("0102030405060708090a0b0c0d0e0f10");
    static final Bytes B = Bytes.ofHex("b1".repeat(16));
    static final String ROOM = "r1.sqlite3";

    private final ChangesetServer server;
    private final List<String> heard = new ArrayList<>();
    private @Nullable LiveClient client;

    Phone(ChangesetServer server, String room) {
        this(server, "/sync", token("room=" + room));
    }

    Phone(ChangesetServer server, String path, String token) {
        this.server = server;
        client = server.connect(upgrade(path, token), this);
    }

    static Request upgrade(String path, String token) {
        return new Request(
                "GET",
                path,
                Map.of("Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Protocol", token),
                new byte[0]);
    }

    static String token(String options) {
        return Base64.getEncoder().withoutPadding().encodeToString(options.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** One that is let in by everybody. */
    static Phone announced(ChangesetServer server, Bytes site) {
        return announced(server, ROOM, site);
    }

    static Phone announced(ChangesetServer server, String room, Bytes site) {
        Phone phone = new Phone(server, room);
        phone.announce(site, List.of());
        phone.take();
        return phone;
    }

    void announce(Bytes site, List<Message.Seen> seen) {
        say(new Message.Announce(
                site, seen, server.schema().name(), server.schema().version()));
    }

    void push(Bytes site, long since, Cell... cells) {
        say(new Message.Changes(site, since, 0, List.of(cells)));
    }

    void say(Message message) {
        say(Codec.write(message));
    }

    void say(byte[] frame) {
        client().sendBinary(frame);
    }

    LiveClient client() {
        return Objects.requireNonNull(client);
    }

    /** Frames in hexadecimal digits, and how it ended. */
    List<String> take() {
        List<String> taken = new ArrayList<>(heard);
        heard.clear();
        return taken;
    }

    /** In short: what a status says, how many changes came since when. */
    List<String> told() {
        List<String> told = new ArrayList<>();
        take().forEach(one -> told.add(one.startsWith("closed") || one.startsWith("refused") ? one : brief(one)));
        return told;
    }

    private static String brief(String hex) {
        Message message;
        try {
            message = Codec.read(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            return "garbage";
        }
        if (message instanceof Message.Status status) {
            return (status.ok() ? "ok " : "not ok ") + status.stage() + " " + status.ack()
                    + (status.reason() == null ? "" : " " + status.reason());
        }
        if (message instanceof Message.Changes changes) {
            StringBuilder cells = new StringBuilder("since " + changes.since());
            changes.cells()
                    .forEach(cell -> cells.append(' ')
                            .append(cell.column())
                            .append('=')
                            .append(cell.value())
                            .append('@')
                            .append(cell.dbVersion()));
            return cells.toString();
        }
        return message.toString();
    }

    @Override
    public void refused(Reply reply) {
        heard.add("refused " + reply.status());
    }

    @Override
    public void text(String name, @Nullable String id, String data) {
        heard.add("text " + data);
    }

    @Override
    public void binary(byte[] bytes) {
        heard.add(HexFormat.of().formatHex(bytes));
    }

    @Override
    public void closed(int code, String reason) {
        heard.add(("closed " + code + " " + reason).trim());
    }
}
