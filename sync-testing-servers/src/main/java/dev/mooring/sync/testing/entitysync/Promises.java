package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the family's design promises of a push and the live server does not keep. */
final class Promises {
    static final int MOST_ITEMS = 1000;
    private static final String CONFLICT = "Conflict: pull latest, reapply if newer, else discard";

    private Promises() {}

    /** The answer to a push that goes against them, or null. */
    static @Nullable Reply broken(Account account, Map<?, ?> changes) {
        int items = 0;
        boolean older = false;
        for (EntityType type : Schema.pushOrder()) {
            List<?> list = changes.get(type.list()) instanceof List<?> given ? given : List.of();
            items += list.size();
            for (Object item : list) {
                older |= isOlder(account, type, (Map<?, ?>) item);
            }
        }
        if (items > MOST_ITEMS) {
            return Answers.error(413, "Payload too large");
        }
        return older ? Answers.error(409, CONFLICT) : null;
    }

    private static boolean isOlder(Account account, EntityType type, Map<?, ?> item) {
        Row row = account.find(type, String.valueOf(item.get("id")));
        Instant given = stamp(item);
        if (row == null || given == null) {
            return false;
        }
        Instant there = row.deletedAt == null ? stamp(row.json()) : parse(row.deletedAt);
        return there != null && given.isBefore(there);
    }

    private static @Nullable Instant stamp(String json) {
        try {
            return JsonReader.read(json) instanceof Map<?, ?> map ? stamp(map) : null;
        } catch (ScriptError e) {
            return null;
        }
    }

    private static @Nullable Instant stamp(Map<?, ?> entity) {
        for (String field : List.of("deletedAt", "updatedAt", "updated_at")) {
            Instant stamp = parse(ScriptValue.get(entity, field));
            if (stamp != null) {
                return stamp;
            }
        }
        return null;
    }

    private static @Nullable Instant parse(Object value) {
        if (value instanceof Double millis) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        try {
            return value instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
