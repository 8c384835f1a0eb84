package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** A batch: versions are compared, checksums are believed, data is stored as it comes, and no key makes it idempotent. */
final class BatchEndpoint {
    private final Account account;
    private final Map<String, Row> there = new HashMap<>();
    private final StringBuilder conflicts = new StringBuilder();
    private int uploaded;

    BatchEndpoint(Account account, List<Row> live) {
        this.account = account;
        live.forEach(row -> there.put(row.type.wire() + ":" + row.id, row));
    }

    Reply answer(Request request, Supplier<String> tokens) {
        Map<?, ?> body = (Map<?, ?>) Schema.BATCH.take(JsonReader.read(request.text()));
        try {
            for (Object entity : (List<?>) ScriptValue.get(body, "entities")) {
                take((Map<?, ?>) entity);
            }
            String token = tokens.get();
            account.touch(token);
            return Answers.json(
                    200,
                    "{\"uploaded\":" + uploaded + ",\"downloaded\":" + there.size() + ",\"conflicts\":[" + conflicts
                            + "],\"newSyncToken\":\"" + token + "\"}");
        } catch (ScriptError e) {
            return Answers.internal();
        }
    }

    private void take(Map<?, ?> entity) {
        EntityType type = Objects.requireNonNull(EntityType.ofBatch(ScriptValue.get(entity, "type")));
        String id = String.valueOf(entity.get("id"));
        String checksum = String.valueOf(entity.get("checksum"));
        double version = ScriptValue.number(ScriptValue.get(entity, "version"));
        Row row = there.remove(type.wire() + ":" + id);
        if (row != null && row.checksum.equals(checksum)) {
            return;
        }
        if (row != null && version < row.version) {
            conflicts
                    .append(conflicts.length() == 0 ? "" : ",")
                    .append("{\"entityId\":")
                    .append(JsonWriter.quote(id))
                    .append(",\"localVersion\":")
                    .append(ScriptValue.text(version))
                    .append(",\"remoteVersion\":")
                    .append(row.version)
                    .append('}');
            return;
        }
        if (!(ScriptValue.get(entity, "data") instanceof Map<?, ?> data)) {
            throw new ScriptError("Cannot read properties of null (reading 'deletedAt')");
        }
        account.upsert(type, id, Shapes.copy(data), checksum, "");
        uploaded++;
    }
}
