package dev.mooring.sync.testing.oplog;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Target;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The four routes for one user who has passed the gate. Every statement stands alone, as in the live server. */
final class Endpoints {
    private static final List<String> RESET = List.of("clientId", "datasetGenerationKey", "snapshot");

    private final Database database;
    private final String user;
    private final Consumer<Race> moment;

    Endpoints(Database database, String user, Consumer<Race> moment) {
        this.database = database;
        this.user = user;
        this.moment = moment;
    }

    Reply bootstrap() {
        Dataset dataset = database.of(user);
        String key = dataset.key();
        String snapshot = dataset.snapshot();
        moment.accept(Race.BOOTSTRAP);
        Dataset now = database.of(user);
        return Answers.ops(
                key,
                now.above(0),
                "\"serverSeq\": " + now.latest() + ",\n  \"snapshot\": " + JsonShape.quote(snapshot));
    }

    Reply pull(Target target) {
        String client = Objects.requireNonNullElse(target.parameter("clientId"), "");
        String key = Objects.requireNonNullElse(target.parameter("datasetGenerationKey"), "");
        Reply missing = missing(client, key);
        if (missing != null) {
            return missing;
        }
        if (!key.equals(database.of(user).key())) {
            return Answers.stale(database.of(user));
        }
        long since = since(target);
        if (since < 0) {
            return Answers.error(400, "since must be a non-negative integer");
        }
        moment.accept(Race.PULL);
        Dataset dataset = database.of(user);
        byte[][] rows = dataset.above(since);
        long latest = dataset.latest();
        if (rows.length == 0) {
            moment.accept(Race.EMPTY_PULL);
            latest = database.of(user).latest();
        }
        return Answers.ops(key, rows, "\"serverSeq\": " + latest);
    }

    private static long since(Target target) {
        String text = Objects.requireNonNullElse(target.parameter("since"), "");
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    Reply push(String body) {
        PushBody push;
        try {
            push = PushBody.read(body);
        } catch (RefusedBody e) {
            return Answers.error(400, e.words());
        }
        Reply missing = missing(push.clientId(), push.key());
        if (missing != null) {
            return missing;
        }
        if (!push.key().equals(database.of(user).key())) {
            return Answers.stale(database.of(user));
        }
        for (PushBody.Op op : push.ops()) {
            String fault = op.fault();
            if (fault != null) {
                return Answers.error(500, fault);
            }
        }
        moment.accept(Race.PUSH);
        Dataset dataset = database.of(user);
        for (PushBody.Op op : push.ops()) {
            dataset.add(database.next(), op.scope(), op.resourceId(), op.actor(), op.clock(), op.payload());
        }
        return Answers.state(push.key(), dataset.latest());
    }

    Reply reset(String body) {
        String client;
        String key;
        String snapshot;
        try {
            Fields fields = Fields.bind(Syntax.first(body), ".", RESET);
            client = fields.text("clientId");
            key = fields.text("datasetGenerationKey");
            snapshot = fields.text("snapshot");
        } catch (RefusedBody e) {
            return Answers.error(400, e.words());
        }
        Reply missing = missing(client, key);
        if (missing != null) {
            return missing;
        }
        if (database.of(user).used(key)) {
            return Answers.error(409, "datasetGenerationKey already exists");
        }
        database.begin(user, key, snapshot);
        return Answers.state(key, 0);
    }

    @Nullable
    private static Reply missing(String clientId, String key) {
        if (clientId.isEmpty()) {
            return Answers.error(400, "clientId is required");
        }
        return key.isEmpty() ? Answers.error(400, "datasetGenerationKey is required") : null;
    }
}
