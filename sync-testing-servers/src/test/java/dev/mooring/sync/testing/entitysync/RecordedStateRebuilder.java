package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.recorded.Recording;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptValue;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts into a server what the live one must have held before a recorded exchange. Its answers tell: the rows that a pull
 * shows, how many a status or a batch counted, the token that was handed out, the key that was used. Rows that only a number
 * tells of are made up.
 */
final class RecordedStateRebuilder {
    private static final Pattern USER = Pattern.compile("\"user_id\":\"([^\"]*)\"");
    private static final EntityType[] SHOWN = {
        EntityType.LOGBOOK_ENTRY,
        EntityType.GOAL,
        EntityType.PRACTICE_PLAN,
        EntityType.PLAN_OCCURRENCE,
        EntityType.PLAN_TEMPLATE
    };

    private final Recording recording;
    private final EntitySyncServer server;
    private final String user;
    private Instant now = Instant.EPOCH;
    private String token = "";

    RecordedStateRebuilder(Recording recording) {
        this.recording = recording;
        this.user = recording.steps().stream()
                .map(step -> USER.matcher(step.body()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse("u1");
        this.server = EntitySyncServer.builder()
                .user(user, "<jwt>")
                .clock(clock())
                .tokens(() -> token)
                .build();
        now = recording.steps().stream()
                .map(RecordedStateRebuilder::time)
                .filter(time -> !time.equals(Instant.EPOCH))
                .findFirst()
                .orElse(Instant.EPOCH);
        showRows();
    }

    EntitySyncServer server() {
        return server;
    }

    Request request(Recording.Exchange step) {
        Request request = step.request();
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.computeIfPresent("Cookie", (name, hidden) -> "auth-token=<jwt>");
        return new Request(request.method(), request.path(), headers, request.body());
    }

    void before(Recording.Exchange step) {
        Object answer = step.answer();
        Instant time = time(step);
        now = time.equals(Instant.EPOCH) ? now : time;
        token = text(answer, "syncToken") + text(answer, "newSyncToken");
        if (step.status() == 401) {
            server.expireToken("<jwt>");
        } else if (step.status() == 500) {
            useKey(step.request().header("X-Idempotency-Key"));
        }
        Account account = server.account(user);
        if (ScriptValue.get(answer, "entityCount") instanceof Double count) {
            fill(count.intValue());
            account.restore(nullable(answer, "syncToken"), nullable(answer, "lastSyncTime"));
        } else if (ScriptValue.get(answer, "downloaded") instanceof Double others) {
            beforeBatch(step, answer, others.intValue());
        } else if (step.request().path().endsWith("/pull")) {
            account.restore(token, null);
        }
    }

    /** Every row that a pull of the file shows and no push of the file makes, above or below those that are made. */
    private void showRows() {
        Set<String> made = new HashSet<>();
        for (Recording.Exchange step : recording.steps()) {
            Object changes = step.request().text().startsWith("{\"changes\":{")
                    ? ScriptValue.get(JsonReader.read(step.request().text()), "changes")
                    : Map.of();
            for (EntityType type : SHOWN) {
                list(changes, type.list()).forEach(item -> made.add(type + text(item, "id")));
            }
            for (EntityType type : SHOWN) {
                boolean below = false;
                for (Object item : list(step.answer(), type.list())) {
                    below |= made.contains(type + text(item, "id"));
                    show(type, item, made, below);
                }
            }
        }
    }

    private void show(EntityType type, Object item, Set<String> made, boolean below) {
        String id = text(item, "id");
        if (!made.contains(type + id) && server.entity(user, type, id).isEmpty()) {
            Instant later = now;
            now = below ? now.minusSeconds(60) : now;
            server.put(user, type, id, JsonWriter.write(item));
            now = later;
        }
    }

    private void beforeBatch(Recording.Exchange step, Object answer, int others) {
        List<?> sent = list(JsonReader.read(step.request().text()), "entities");
        Object first = sent.get(0);
        boolean nothingToDo = ScriptValue.get(answer, "uploaded").equals(0.0)
                && list(answer, "conflicts").isEmpty();
        if (nothingToDo) {
            server.handle(step.request());
        }
        EntityType type = EntityType.ofBatch(ScriptValue.get(first, "type"));
        boolean there = server.entities(user).stream()
                .anyMatch(row -> row.type() == type && row.id().equals(text(first, "id")) && row.deletedAt() == null);
        fill(others + (there ? 1 : 0));
    }

    private void fill(int count) {
        int missing = count
                - (int) server.entities(user).stream()
                        .filter(row -> row.deletedAt() == null)
                        .count();
        for (int i = 0; i < missing; i++) {
            server.put(
                    user,
                    EntityType.USER_PREFERENCES,
                    "made up " + server.entities(user).size(),
                    "{}");
        }
    }

    private void useKey(String key) {
        server.account(user).keys.remember(key, "of another body", "");
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static Instant time(Recording.Exchange step) {
        String time = text(step.answer(), "timestamp");
        return time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    }

    private static List<?> list(Object of, String field) {
        return of instanceof Map<?, ?> map && map.get(field) instanceof List<?> list ? list : List.of();
    }

    private static String text(Object of, String field) {
        return of instanceof Map<?, ?> map && map.get(field) instanceof String text ? text : "";
    }

    private static @Nullable String nullable(Object of, String field) {
        String text = text(of, field);
        return text.isEmpty() ? null : text;
    }
}
