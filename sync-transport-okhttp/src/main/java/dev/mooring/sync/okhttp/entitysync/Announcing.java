package dev.mooring.sync.okhttp.entitysync;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells the user's other devices that this one has written over HTTP, of which the server tells them nothing: by the deletion of an entry
 * without an id. The server passes it on, stores nothing, and acknowledges nothing. If it does otherwise, this ends.
 */
final class Announcing {
    private enum State {
        UNTRIED,
        /** One was sent, and nobody knows yet what the server makes of it. */
        SENT,
        /** It makes nothing of it. */
        PROVEN,
        OVER
    }

    private State state = State.UNTRIED;

    /** Whether one is to be sent now. */
    boolean goesOn() {
        return state != State.OVER;
    }

    String event(Instant now) {
        state = state == State.UNTRIED ? State.SENT : state;
        Map<String, Object> event = new TreeMap<>();
        event.put("type", "ENTRY_DELETED");
        event.put("entryId", "");
        event.put("timestamp", Times.text(now));
        return Tree.write(event);
    }

    /** Whether an acknowledgement could be that of an announcement. */
    boolean isInDoubt() {
        return state == State.SENT;
    }

    /** A stream that was asked for behind one has ended. */
    void outlived() {
        state = state == State.SENT ? State.PROVEN : state;
    }

    /** The server has said something to it. */
    void answered() {
        state = State.OVER;
    }
}
