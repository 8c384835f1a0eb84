package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.http.Target;
import dev.mooring.sync.testing.recorded.Recording;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts into a server what the live one must have held before a recorded exchange. Its answer tells: the generation, the
 * operations that it shows, the highest sequence. Operations that no answer of the file shows are made up.
 */
final class RecordedStateRebuilder {
    private static final String USER = "u1";
    private static final List<String> ANSWER =
            List.of("datasetGenerationKey", "snapshot", "ops", "serverSeq", "error", "status", "time");
    private static final List<String> RESET = List.of("clientId", "datasetGenerationKey", "snapshot");

    private final OpLogServer server;
    /** What any answer of the file shows, by generation and sequence. */
    private final Map<String, TreeMap<Long, StoredOp>> shown = new HashMap<>();

    private final Map<String, String> snapshots = new HashMap<>();

    RecordedStateRebuilder(OpLogServer server, Recording recording) {
        this.server = server;
        for (Recording.Exchange step : recording.steps()) {
            Fields answer = answer(step);
            if (answer != null) {
                String key = answer.text("datasetGenerationKey");
                snapshots.merge(key, answer.text("snapshot"), (old, now) -> now.isEmpty() ? old : now);
                for (String op : Fields.elements(answer.raw("ops"))) {
                    StoredOp stored = Dataset.read(op.getBytes(StandardCharsets.UTF_8));
                    shown.computeIfAbsent(key, name -> new TreeMap<>()).put(stored.serverSeq(), stored);
                }
            }
        }
        if (!recording.file().contains("-none-") && !recording.file().contains("-garbage-")) {
            server.logIn("<cookie>", USER);
        }
    }

    void before(Recording.Exchange step) {
        Fields answer = answer(step);
        Target target = Target.of(step.request().path());
        boolean post = step.request().method().equals("POST");
        if (answer == null || target.path().equals("/healthz") || step.status() == 405) {
            return;
        }
        if (target.path().equals("/sync/reset")) {
            if (step.status() == 409) {
                generation(Fields.bind(step.request().text(), ".", RESET).text("datasetGenerationKey"));
            }
        } else if (step.status() == 500) {
            generation(PushBody.read(step.request().text()).key());
        } else if (step.status() == 400) {
            String key = target.parameter("datasetGenerationKey");
            generation(key == null ? server.generation(USER) : key);
        } else if (step.status() == 409) {
            generation(answer.text("datasetGenerationKey"));
        } else if (step.status() == 200 && post) {
            PushBody push = PushBody.read(step.request().text());
            generation(push.key());
            beforePush(push, answer.number("serverSeq"));
        } else if (step.status() == 200) {
            generation(answer.text("datasetGenerationKey"));
            beforeRead(target, answer.text("datasetGenerationKey"), answer);
        }
    }

    private void beforeRead(Target target, String key, Fields answer) {
        long latest = answer.number("serverSeq");
        List<String> ops = Fields.elements(answer.raw("ops"));
        String since = target.parameter("since");
        if (ops.isEmpty() && since != null && latest > Long.parseLong(since)) {
            StoredOp late = shown(key).get(latest);
            server.during(Race.EMPTY_PULL, () -> server.put(USER, late));
            latest = Long.parseLong(since);
        }
        for (String op : ops) {
            ensure(key, Dataset.read(op.getBytes(StandardCharsets.UTF_8)).serverSeq());
        }
        ensure(key, latest);
    }

    private void beforePush(PushBody push, long latest) {
        int fresh = 0;
        for (PushBody.Op op : push.ops()) {
            StoredOp same = sameIdentity(push.key(), op);
            if (same != null && same.serverSeq() <= latest - push.ops().size()) {
                ensure(push.key(), same.serverSeq());
            } else if (same == null || same.serverSeq() > server.latest(USER)) {
                fresh++;
            }
        }
        for (Long sequence : shown(push.key()).headMap(latest - fresh + 1).keySet()) {
            ensure(push.key(), sequence);
        }
        if (fresh == 0) {
            ensure(push.key(), latest);
        } else {
            server.counter(latest - fresh);
        }
    }

    private @Nullable StoredOp sameIdentity(String key, PushBody.Op op) {
        for (StoredOp seen : shown(key).values()) {
            if (seen.actor().equals(op.actor())
                    && seen.clock() == op.clock()
                    && seen.scope().equals(op.scope())
                    && seen.resourceId().equals(op.resourceId())) {
                return seen;
            }
        }
        return null;
    }

    private void generation(String key) {
        if (!server.generation(USER).equals(key)) {
            server.reset(USER, key, snapshots.getOrDefault(key, ""));
        }
    }

    private TreeMap<Long, StoredOp> shown(String key) {
        return shown.getOrDefault(key, new TreeMap<>());
    }

    private void ensure(String key, long sequence) {
        boolean there =
                server.latest(USER) == sequence || server.ops(USER).stream().anyMatch(op -> op.serverSeq() == sequence);
        if (sequence > 0 && !there) {
            server.put(
                    USER,
                    shown(key).getOrDefault(sequence, new StoredOp(sequence, "made", "up", "nobody", sequence, "{}")));
        }
    }

    private static @Nullable Fields answer(Recording.Exchange step) {
        return step.body().startsWith("{") ? Fields.bind(step.body(), ".", ANSWER) : null;
    }
}
