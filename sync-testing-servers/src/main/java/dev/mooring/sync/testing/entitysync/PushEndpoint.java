package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A push: item by item without a transaction, whatever fails is told in {@code conflicts} alone, and always a success. */
final class PushEndpoint {
    private final Account account;
    private final Supplier<String> tokens;
    private final Request request;
    private final Map<?, ?> body;
    private final Map<?, ?> changes;
    private final Map<EntityType, Integer> processed = new EnumMap<>(EntityType.class);
    private final StringBuilder conflicts = new StringBuilder();
    private int duplicates;
    private int left;

    /**
     * Reads a push.
     *
     * @param left how many items are applied before the worker dies
     */
    PushEndpoint(Account account, Supplier<String> tokens, Request request, int left) {
        this.account = account;
        this.tokens = tokens;
        this.request = request;
        this.left = left;
        this.body = (Map<?, ?>) Schema.PUSH.take(JsonReader.read(request.text()));
        this.changes = (Map<?, ?>) ScriptValue.get(body, "changes");
    }

    /** The worker died, with what it had applied applied. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1;

        Died() {
            super("died", null, false, false);
        }
    }

    Reply answer(boolean promised) {
        String key = request.header("X-Idempotency-Key");
        String hash = Hash.ofRequest(body);
        IdempotencyKeys.Used used = key.isEmpty() ? null : account.keys.find(key);
        if (used != null) {
            if (used.hash().equals(hash)) {
                return Answers.replay(used.answer());
            }
            return promised ? Answers.error(422, "Idempotency key reused with another body") : Answers.internal();
        }
        Reply promise = promised ? Promises.broken(account, changes) : null;
        if (promise != null) {
            return promise;
        }
        try {
            String answer = process();
            if (!key.isEmpty()) {
                account.keys.remember(key, hash, answer);
            }
            return Answers.json(200, answer);
        } catch (ScriptError e) {
            return key.isEmpty() ? details(e) : Answers.internal();
        } catch (Died e) {
            return Answers.internal();
        }
    }

    private String process() {
        for (EntityType type : Schema.pushOrder()) {
            for (Object item : list(type)) {
                if (left-- == 0) {
                    throw new Died();
                }
                take(type, (Map<?, ?>) item);
            }
        }
        String token = tokens.get();
        account.touch(token);
        return "{\"success\":true,\"syncToken\":\"" + token + "\",\"conflicts\":[" + conflicts
                + "],\"stats\":{\"entriesProcessed\":" + count(EntityType.LOGBOOK_ENTRY) + ",\"duplicatesPrevented\":"
                + duplicates + ",\"goalsProcessed\":" + count(EntityType.GOAL) + ",\"practicePlansProcessed\":"
                + count(EntityType.PRACTICE_PLAN) + ",\"planOccurrencesProcessed\":"
                + count(EntityType.PLAN_OCCURRENCE) + "}}";
    }

    private int count(EntityType type) {
        return processed.getOrDefault(type, 0);
    }

    private List<?> list(EntityType type) {
        return changes.get(type.list()) instanceof List<?> list ? list : List.of();
    }

    private void take(EntityType type, Map<?, ?> item) {
        String id = String.valueOf(item.get("id"));
        try {
            if (!apply(type, id, Shapes.stored(type, item, account.user))) {
                duplicates++;
            }
            processed.merge(type, 1, Integer::sum);
        } catch (ScriptError e) {
            conflicts
                    .append(conflicts.length() == 0 ? "" : ",")
                    .append("{\"entityId\":")
                    .append(JsonWriter.quote(id))
                    .append(",\"entityType\":\"")
                    .append(type.wire())
                    .append("\",\"reason\":")
                    .append(JsonWriter.quote(e.words()))
                    .append('}');
        }
    }

    private boolean apply(EntityType type, String id, Map<String, Object> entity) {
        if (Shapes.has(entity, "deletedAt")) {
            account.softDelete(type, id, String.valueOf(entity.get("deletedAt")));
            return true;
        }
        Shapes.checkSchedule(entity);
        return account.upsert(type, id, entity, Hash.ofEntity(entity), request.header("X-Device-ID"));
    }

    /** Without a key, a failure of the whole is told at length. */
    private Reply details(ScriptError e) {
        List<?> entries = list(EntityType.LOGBOOK_ENTRY);
        String device = request.header("X-Device-ID");
        return Answers.json(
                500,
                "{\"success\":false,\"error\":" + JsonWriter.quote(e.words()) + ",\"details\":{\"userId\":"
                        + JsonWriter.quote(account.user)
                        + (device.isEmpty() ? "" : ",\"deviceId\":" + JsonWriter.quote(device)) + ",\"entriesCount\":"
                        + entries.size() + ",\"goalsCount\":"
                        + list(EntityType.GOAL).size()
                        + ",\"practicePlansCount\":"
                        + list(EntityType.PRACTICE_PLAN).size()
                        + ",\"planOccurrencesCount\":"
                        + list(EntityType.PLAN_OCCURRENCE).size() + ",\"firstEntry\":"
                        + first(entries.isEmpty() ? null : (Map<?, ?>) entries.get(0)) + "}}");
    }

    private static String first(@Nullable Map<?, ?> entry) {
        if (entry == null) {
            return "null";
        }
        return "{\"id\":" + JsonWriter.write(ScriptValue.get(entry, "id")) + ",\"hasDeletedAt\":"
                + entry.containsKey("deletedAt") + ",\"keys\":" + JsonWriter.write(List.copyOf(entry.keySet())) + "}";
    }
}
