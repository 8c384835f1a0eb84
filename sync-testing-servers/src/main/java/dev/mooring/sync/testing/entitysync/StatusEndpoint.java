package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.script.JsonWriter;
import org.jspecify.annotations.Nullable;

/** {@code GET status}: what the server says of a user's table. */
final class StatusEndpoint {
    private StatusEndpoint() {}

    static Reply answer(Account account, int count) {
        return Answers.json(
                200,
                "{\"lastSyncTime\":" + quoted(account.lastSyncTime()) + ",\"syncToken\":" + quoted(account.token())
                        + ",\"pendingChanges\":0,\"deviceCount\":" + account.devices() + ",\"entityCount\":" + count
                        + "}");
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : JsonWriter.quote(text);
    }
}
