package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a push makes of an entity before it stores it. */
final class Shapes {
    private static final Set<String> FREQUENCIES = Set.of("DAILY", "WEEKLY", "MONTHLY");

    private Shapes() {}

    static Map<String, Object> stored(EntityType type, Map<?, ?> given, String user) {
        Map<String, Object> entity = copy(given);
        if (type == EntityType.GOAL) {
            return entity;
        }
        fill(entity, type == EntityType.PLAN_TEMPLATE ? "authorId" : "user_id", user);
        if (type == EntityType.LOGBOOK_ENTRY && has(entity, "goalIds") && !has(entity, "goal_ids")) {
            entity.put("goal_ids", entity.get("goalIds"));
            entity.remove("goalIds");
        }
        if (type == EntityType.PLAN_OCCURRENCE) {
            duplicate(entity, "planId", "plan_id");
        }
        duplicate(entity, "createdAt", "created_at");
        duplicate(entity, "updatedAt", "updated_at");
        if (entity.get("pieces") instanceof List<?> pieces && type == EntityType.LOGBOOK_ENTRY) {
            entity.put("pieces", withIds(pieces));
        }
        return entity;
    }

    /** Throws what a plan or template with a bad rule is answered. */
    static void checkSchedule(Map<String, Object> entity) {
        if (!(entity.get("schedule") instanceof Map<?, ?> schedule) || !"recurring".equals(schedule.get("kind"))) {
            return;
        }
        if (!(schedule.get("rule") instanceof String rule) || !hasFrequency(rule)) {
            throw new ScriptError("Invalid recurrence rule");
        }
        if (schedule.get("metadata") instanceof Map<?, ?> metadata && has(copy(metadata), "recurrence")) {
            Object recurrence = metadata.get("recurrence");
            Object frequency = recurrence instanceof Map<?, ?> map ? map.get("frequency") : null;
            if (!(frequency instanceof String word) || !FREQUENCIES.contains(word.toUpperCase(Locale.ROOT))) {
                throw new ScriptError("Invalid recurrence metadata");
            }
        }
    }

    private static boolean hasFrequency(String rule) {
        for (String segment : rule.split(";", -1)) {
            String[] parts = segment.split("=", -1);
            if (parts.length > 1
                    && parts[0].trim().equalsIgnoreCase("FREQ")
                    && FREQUENCIES.contains(parts[1].trim().toUpperCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private static List<Object> withIds(List<?> pieces) {
        List<Object> named = new ArrayList<>(pieces.size());
        for (Object piece : pieces) {
            Map<String, Object> copy = copy((Map<?, ?>) piece);
            String id = ScriptValue.text(ScriptValue.get(copy, "id"));
            if (has(copy, "id") && !id.isBlank()) {
                copy.put("id", PieceIds.kept(id));
            } else if (has(copy, "title")) {
                Object composer = copy.get("composer");
                copy.put(
                        "id",
                        PieceIds.made(String.valueOf(copy.get("title")), composer instanceof String name ? name : ""));
            } else {
                copy.put("id", ScriptValue.Nothing.NULL);
            }
            named.add(copy);
        }
        return named;
    }

    /**
     * What a pull shows of a row: some words in lower case. The socket and a batch store them as they come.
     *
     * @return the same map, possibly changed
     */
    static Map<String, Object> shown(EntityType type, Map<String, Object> entity) {
        if (type == EntityType.LOGBOOK_ENTRY) {
            lower(entity, "instrument");
            lower(entity, "type");
            lower(entity, "mood");
        } else if (type == EntityType.GOAL) {
            lower(entity, "instrument");
        }
        return entity;
    }

    private static void lower(Map<String, Object> entity, String field) {
        if (entity.get(field) instanceof String text) {
            entity.put(field, text.toLowerCase(Locale.ROOT));
        }
    }

    private static void fill(Map<String, Object> entity, String field, String value) {
        if (!has(entity, field)) {
            entity.put(field, value);
        }
    }

    private static void duplicate(Map<String, Object> entity, String from, String to) {
        if (has(entity, from) && !has(entity, to)) {
            entity.put(to, entity.get(from));
        }
    }

    static boolean has(Map<String, Object> entity, String field) {
        return ScriptValue.truthy(ScriptValue.get(entity, field));
    }

    static Map<String, Object> copy(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, value) -> copy.put((String) name, value));
        return copy;
    }
}
