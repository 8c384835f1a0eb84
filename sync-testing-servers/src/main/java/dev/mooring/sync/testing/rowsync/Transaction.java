package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.JsonReader;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One request: push, then pull, in one transaction that a single failing change rolls back. */
final class Transaction {
    private final String user;
    private final Answers answers;
    private final Request request;
    private final String startedAt;
    private final UnaryOperator<String> signature;
    private final @Nullable Object body;

    Transaction(String user, Request request, String startedAt, UnaryOperator<String> signature) {
        this.user = user;
        this.request = request;
        this.answers = new Answers(request);
        this.startedAt = startedAt;
        this.signature = signature;
        body = parsed(request.text());
    }

    /** The body, or null for what the live server cannot even begin with. */
    @Nullable
    private static Object parsed(String text) {
        try {
            Object json = JsonReader.read(text);
            Object changes = json instanceof Map ? ScriptValue.get(json, "changes") : ScriptValue.Nothing.NULL;
            return changes instanceof ScriptValue.Nothing ? null : json;
        } catch (ScriptError e) {
            return null;
        }
    }

    boolean pushes() {
        return body != null && ScriptValue.get(body, "changes") instanceof List<?> changes && !changes.isEmpty();
    }

    Request request() {
        return request;
    }

    /** The tables that its changes name, whether there are such tables or not. */
    Set<String> tables() {
        Set<String> tables = new HashSet<>();
        if (body != null && ScriptValue.get(body, "changes") instanceof List<?> changes) {
            changes.forEach(change -> tables.add(ScriptValue.text(ScriptValue.get(change, "table"))));
        }
        return tables;
    }

    Reply run(Database database, Faults faults) {
        if (body == null) {
            return answers.error(500, "Internal Server Error");
        }
        try {
            if (!ColumnKind.isUuid(user)) {
                throw SqlError.invalidText();
            }
            new Push(database, user).apply(ScriptValue.get(body, "changes"), faults);
            Pull pull = pull(database);
            database.commit();
            return answers.rows(pull, startedAt);
        } catch (ScriptError e) {
            database.rollBack();
            return answers.error(500, e.words());
        } catch (SqlError e) {
            database.rollBack();
            return answers.error(500, e.words());
        }
    }

    /** In the same transaction, so that its own writes are in the change log. */
    private Pull pull(Database database) {
        database.log(startedAt);
        Pull pull = new Pull(database, user, body(), signature);
        pull.run(startedAt);
        return pull;
    }

    private Object body() {
        return body == null ? ScriptValue.Nothing.NULL : body;
    }
}
