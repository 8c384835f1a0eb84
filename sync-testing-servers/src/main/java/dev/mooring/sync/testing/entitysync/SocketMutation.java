package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.ScriptError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mutation over a socket. It takes a sequence for each row, writes the rows, acknowledges with the highest one, and tells the others; and
 * goes on to tell them where the database has failed. Its caller holds the account's lock.
 */
final class SocketMutation {
    /** A row that is written, or marked as deleted. */
    private record Write(
            EntityType type,
            String id,
            Map<String, Object> data,
            @Nullable String deletedAt,
            long sequence) {}

    private final EntitySockets sockets;
    private final Socket sender;
    private final Account account;
    private final Map<String, Object> event;
    private final List<Write> writes = new ArrayList<>();

    SocketMutation(EntitySockets sockets, Socket sender, Map<String, Object> event) {
        this.sockets = sockets;
        this.sender = sender;
        this.account = sender.account();
        this.event = event;
    }

    void take() {
        prepare();
        boolean fails = !writes.isEmpty() && sockets.failsWrite();
        if (!sockets.isLate(() -> land(fails))) {
            finish(fails);
        }
    }

    private void land(boolean fails) {
        synchronized (account) {
            finish(fails);
        }
    }

    private void finish(boolean fails) {
        boolean stored = !fails && store();
        event.put("timestamp", account.now());
        if (stored) {
            long sequence = writes.stream().mapToLong(Write::sequence).max().orElseThrow();
            event.put("seq", (double) sequence);
            sender.ack(sequence);
        }
        for (Socket other : sockets.of(account)) {
            if (other != sender) {
                other.say(event);
            }
        }
    }

    /** Whether all is there. What was written before a failure stays, and has no sequence that anybody is told. */
    private boolean store() {
        try {
            for (Write write : writes) {
                if (write.deletedAt() != null) {
                    account.softDelete(write.type(), write.id(), write.deletedAt(), write.sequence());
                } else {
                    account.storeOverSocket(write.type(), write.id(), write.data(), write.sequence());
                }
            }
        } catch (ScriptError e) {
            return false;
        }
        if (writes.isEmpty()) {
            return false;
        }
        account.touchOverSocket(
                writes.stream().mapToLong(Write::sequence).max().orElseThrow(),
                sockets.of(account).size());
        return true;
    }

    private void prepare() {
        switch (String.valueOf(event.get("type"))) {
            case "ENTRY_CREATED", "ENTRY_UPDATED" -> entry();
            case "ENTRY_DELETED" -> delete(EntityType.LOGBOOK_ENTRY, String.valueOf(event.get("entryId")));
            case "PIECE_ADDED", "PIECE_UPDATED" -> {
                piece();
                String key = EventShapes.keyOf(event);
                if (key != null) {
                    write(EntityType.REPERTOIRE_ITEM, key, map("piece"));
                }
            }
            case "PIECE_REMOVED", "PIECE_DISSOCIATED" -> {
                piece();
                String key = EventShapes.keyOf(event);
                delete(EntityType.REPERTOIRE_ITEM, key == null ? "" : key);
            }
            default -> plan();
        }
    }

    private void entry() {
        Map<String, Object> entry = EventShapes.entry(map("entry"));
        event.put("entry", entry);
        if (!Shapes.has(entry, "user_id")) {
            entry.put("user_id", account.user);
        }
        write(EntityType.LOGBOOK_ENTRY, String.valueOf(entry.get("id")), entry);
    }

    private void piece() {
        event.computeIfPresent("piece", (name, piece) -> EventShapes.piece(piece));
    }

    private void plan() {
        if (event.containsKey("plan")) {
            planned(EntityType.PRACTICE_PLAN, map("plan"));
        }
        if (event.get("occurrences") instanceof List<?> occurrences) {
            occurrences.forEach(one -> occurrence(map(one)));
        }
        if (event.containsKey("occurrence")) {
            occurrence(map("occurrence"));
        }
    }

    private void occurrence(Map<String, Object> occurrence) {
        EventShapes.occurrence(occurrence);
        planned(EntityType.PLAN_OCCURRENCE, occurrence);
    }

    private void planned(EntityType type, Map<String, Object> data) {
        String id = String.valueOf(data.get("id"));
        if (id.isEmpty()) {
            return;
        }
        String deletedAt = Shapes.has(data, "deletedAt") ? String.valueOf(data.get("deletedAt")) : null;
        writes.add(new Write(type, id, data, deletedAt, account.nextSequence()));
    }

    private void write(EntityType type, String id, Map<String, Object> data) {
        writes.add(new Write(type, id, data, null, account.nextSequence()));
    }

    /** An empty id is no id: nothing is written, and it is told all the same. */
    private void delete(EntityType type, String id) {
        if (!id.isEmpty()) {
            writes.add(new Write(type, id, Map.of(), account.columnTime(), account.nextSequence()));
        }
    }

    private Map<String, Object> map(String field) {
        return map(Objects.requireNonNull(event.get(field)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
