package dev.mooring.sync.testing.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One socket of a throw-away account. Not thread-safe. */
final class EntitySyncSocket {
    private final Wire wire;
    private final WireSocket socket;
    /** What came while an acknowledgement was waited for. */
    private final List<Map<?, ?>> aside = new ArrayList<>();
    /** Answers to pings that are still to come, and mean nothing any more. */
    private int owed;

    EntitySyncSocket(Wire wire, WireSocket socket) throws InterruptedException {
        this.wire = wire;
        this.socket = socket;
        Map<?, ?> first = next();
        if (first == null || !"WELCOME".equals(first.get("type"))) {
            throw Ending.unclear("a socket that was opened was not welcomed");
        }
    }

    /**
     * A message; null if none comes: the server was silent, and has then answered a ping, or not even that. So a server that is slow is not
     * taken for one that says nothing. {@code BROKEN} if the server ends the socket.
     */
    @Nullable
    Map<?, ?> next() throws InterruptedException {
        Map<?, ?> message = message(wire.patience());
        if (message != null) {
            return message;
        }
        send(event("PING"));
        message = message(wire.exchange());
        if (message != null && isPong(message)) {
            return null;
        }
        owed++;
        return message;
    }

    private @Nullable Map<?, ?> message(Duration patience) throws InterruptedException {
        for (Frame frame = socket.next(patience); frame != null; frame = socket.next(patience)) {
            if (frame.isEnd()) {
                throw Ending.broken("the server ended the socket: " + frame.text());
            }
            if (!isOwed(frame)) {
                return frame.object();
            }
        }
        return null;
    }

    /** Whether it is the answer to a ping that nobody waits for any more. */
    private boolean isOwed(Frame frame) {
        boolean pong = owed > 0 && isPong(frame.object());
        owed -= pong ? 1 : 0;
        return pong;
    }

    private static boolean isPong(Map<?, ?> message) {
        return "PONG".equals(message.get("type"));
    }

    static Map<String, @Nullable Object> event(String type) {
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("timestamp", EntitySyncUser.LATE);
        return event;
    }

    static Map<String, @Nullable Object> event(String type, String field, Object value) {
        Map<String, @Nullable Object> event = event(type);
        event.put(field, value);
        return event;
    }

    void send(Map<String, ?> event) {
        socket.send(Json.write(event));
    }

    void sendText(String text) {
        socket.send(text);
    }

    static boolean isAck(Map<?, ?> message) {
        return "SYNC_RESPONSE".equals(message.get("type")) && "Mutation applied".equals(message.get("message"));
    }

    /** Sends a mutation and waits for its acknowledgement, which names the sequence; {@code UNCLEAR} if there is none. */
    long write(Map<String, ?> event) throws InterruptedException {
        send(event);
        return Got.number(acked().get("lastSeq"));
    }

    Map<?, ?> acked() throws InterruptedException {
        for (Map<?, ?> message = next(); message != null; message = next()) {
            if (isAck(message)) {
                return message;
            }
            aside.add(message);
            if ("ERROR".equals(message.get("type"))) {
                throw Ending.unclear("a good mutation over the socket was answered: " + message.get("error"));
            }
        }
        throw Ending.unclear("a good mutation over the socket was not acknowledged");
    }

    /** All that was said so far: it is quiet, and a ping is answered behind it. */
    List<Map<?, ?>> heard() throws InterruptedException {
        List<Map<?, ?>> heard = new ArrayList<>(aside);
        aside.clear();
        for (Frame frame = socket.next(wire.quiet()); frame != null; frame = socket.next(wire.quiet())) {
            if (frame.isEnd()) {
                return heard;
            }
            if (!isOwed(frame)) {
                heard.add(frame.object());
            }
        }
        send(event("PING"));
        for (Map<?, ?> message = message(wire.exchange()); message != null; message = message(wire.exchange())) {
            if (isPong(message)) {
                return heard;
            }
            heard.add(message);
        }
        throw Ending.broken("a ping was not answered");
    }

    /** Those of its messages that tell of something with this id. */
    static List<Map<?, ?>> about(List<Map<?, ?>> messages, String id) {
        return messages.stream()
                .filter(each -> Json.write(each).contains("\"" + id + "\""))
                .toList();
    }

    /** What the server streams behind a marker, with the message that ends it. */
    List<Map<?, ?>> stream(long since) throws InterruptedException {
        send(event("SYNC_REQUEST", "lastSeq", since));
        List<Map<?, ?>> all = new ArrayList<>();
        for (Map<?, ?> message = next(); message != null; message = next()) {
            all.add(message);
            if ("SYNC_RESPONSE".equals(message.get("type")) && !isAck(message)) {
                return all;
            }
        }
        throw Ending.broken("a stream behind " + since + " did not end");
    }

    /** Where a stream says that it ends. */
    static long end(List<Map<?, ?>> stream) {
        return Got.number(stream.get(stream.size() - 1).get("lastSeq"));
    }
}
