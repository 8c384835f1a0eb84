package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One open socket of a user: reads what the client says, and answers it under the account's lock. */
final class Socket implements LiveFace.Client {
    private final EntitySockets sockets;
    private final Account account;
    private final LiveFace.Line line;
    private @Nullable Map<String, Object> heldAck;

    Socket(EntitySockets sockets, Account account, LiveFace.Line line) {
        this.sockets = sockets;
        this.account = account;
        this.line = line;
    }

    Account account() {
        return account;
    }

    void welcome() {
        Map<String, Object> welcome = message("WELCOME");
        welcome.put("message", "Connected to Mirubato sync");
        say(welcome);
    }

    @Override
    public void text(String text) {
        synchronized (account) {
            Object event;
            try {
                event = JsonReader.read(text);
            } catch (ScriptError e) {
                error("Invalid JSON format");
                return;
            }
            try {
                take(EventSchema.take(event));
            } catch (Refusal e) {
                error("Invalid sync event format");
            }
        }
    }

    /** What is in it is not looked at: the server takes it for text, and finds none. */
    @Override
    public void binary(byte[] bytes) {
        synchronized (account) {
            error("Invalid JSON format");
        }
    }

    @Override
    public void closed() {
        sockets.left(this);
    }

    private void take(Map<String, Object> event) {
        switch (String.valueOf(event.get("type"))) {
            case "PING" -> answer(message("PONG"));
            case "SYNC_REQUEST" -> sockets.run(new SyncStream(this, account, event, sockets.queriesLeft()));
            case "BULK_SYNC", "REPERTOIRE_BULK_SYNC" -> {
                // Nobody deals with them, and nobody says so.
            }
            default -> new SocketMutation(sockets, this, event).take();
        }
    }

    /** What every message begins with. */
    Map<String, Object> message(String type) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("timestamp", account.now());
        return message;
    }

    void error(String words) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", "ERROR");
        error.put("error", words);
        error.put("timestamp", account.now());
        answer(error);
    }

    /** No word of what is acknowledged. */
    void ack(long sequence) {
        Map<String, Object> ack = message("SYNC_RESPONSE");
        ack.put("message", "Mutation applied");
        ack.put("lastSeq", (double) sequence);
        if (sockets.reordersAcks() && heldAck == null) {
            heldAck = ack;
            return;
        }
        say(ack);
        sayHeld();
    }

    /** To this client alone. */
    void answer(Map<String, Object> message) {
        sayHeld();
        say(message);
    }

    private void sayHeld() {
        Map<String, Object> ack = heldAck;
        heldAck = null;
        if (ack != null) {
            say(ack);
        }
    }

    /** What another client did, or what is said at once. */
    void say(Map<String, Object> message) {
        line.send(JsonWriter.write(message));
    }
}
