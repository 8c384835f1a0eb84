package dev.mooring.sync.okhttp.entitysync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Recording;
import dev.mooring.sync.okhttp.Replayer;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Replays entity-sync recordings. A recorded push is a frozen batch whose text is the recorded body, of what can be read of its
 * items; a status is a check, everything else a pull.
 */
public final class EntitySyncReplayer implements Replayer {
    @Override
    public String replay(Recording.Exchange exchange) throws IOException {
        EntitySyncDialect dialect = EntitySyncFixtures.dialect();
        Ask ask = Replayer.orPull(() -> ask(exchange));
        boolean ours = Replayer.isOurs(() -> checkEncoding(exchange, dialect.encode(ask)));
        String answer = exchange.answer() == null ? "" : exchange.answer();
        WireResponse response =
                new WireResponse(exchange.status(), exchange.headers(), new Buffer().writeUtf8(answer), null);
        return outcome(dialect, ask, response) + (ours ? "" : "  (not a request of ours)");
    }

    /** The server looks at no body of a pull, so one without any is ours, too. */
    private static void checkEncoding(Recording.Exchange exchange, WireRequest request) {
        assertEquals(exchange.path(), "/" + request.path());
        assertEquals(exchange.method(), request.method());
        if (exchange.body() != null) {
            assertEquals(
                    exchange.body(),
                    request.body() == null ? "" : request.body().utf8());
        }
    }

    private static String outcome(EntitySyncDialect dialect, Ask ask, WireResponse response) throws IOException {
        EntitySyncFixtures.Collected sink = new EntitySyncFixtures.Collected();
        String outcome;
        try {
            outcome = name(dialect.decode(ask, response, sink));
        } catch (TransportException e) {
            outcome = e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-') + "  " + e.getMessage();
        } catch (ProtocolException e) {
            outcome = "garbage  " + e.getMessage();
        }
        return outcome + (sink.changes.isEmpty() ? "" : "  " + sink.changes.size() + " changes");
    }

    private static String name(Answer answer) {
        if (!(answer instanceof Answer.Settled settled)) {
            return answer.toString();
        }
        StringBuilder name = new StringBuilder("settled");
        settled.outcomes().forEach(one -> name.append(' ').append(one.getClass().getSimpleName()));
        return name.append(settled.page().more() ? "  more" : "")
                .append(settled.page().listed() ? "  listed" : "")
                .toString();
    }

    // ---- from a recorded request to an ask

    private static Ask ask(Recording.Exchange exchange) {
        if (exchange.path().endsWith("/status")) {
            return new Ask.Check(Cursor.START);
        }
        boolean push = exchange.path().endsWith("/push") || exchange.path().endsWith("/batch");
        return push && exchange.body() != null ? push(exchange.body()) : new Ask.Pull(Cursor.START);
    }

    private static Ask push(String body) {
        List<Mutation> mutations = new ArrayList<>();
        Map<?, ?> json = json(body);
        if (json.get("changes") instanceof Map<?, ?> changes) {
            changes.forEach((collection, items) -> {
                for (Object item : items instanceof List<?> list ? list : List.of()) {
                    add(mutations, (String) collection, item, item);
                }
            });
        }
        for (Object item : json.get("entities") instanceof List<?> list ? list : List.of()) {
            add(mutations, collection(field(item, "type")), item, field(item, "data"));
        }
        if (mutations.isEmpty()) {
            mutations.add(EntitySyncFixtures.entry(1));
        }
        return new Ask.Push(EntitySyncFixtures.BATCH, Cursor.START, EntitySyncFixtures.AT, mutations, body);
    }

    private static void add(List<Mutation> mutations, String collection, Object item, @Nullable Object data) {
        boolean gone = data instanceof Map<?, ?> map && Canonical.deletedAt(map) != null;
        mutations.add(Mutation.of(
                        collection,
                        String.valueOf(field(item, "id")),
                        gone ? Mutation.DELETE : "put",
                        data == null ? "null" : Tree.write(data))
                .recorded(new UUID(2, mutations.size()), EntitySyncFixtures.AT));
    }

    private static String collection(@Nullable Object type) {
        for (EntityCollection one : EntityCollection.values()) {
            if (one.wire().equals(type)) {
                return one.collection();
            }
        }
        return EntityCollection.ENTRY.collection();
    }

    private static @Nullable Object field(@Nullable Object of, String name) {
        return of instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static Map<?, ?> json(String body) {
        try {
            return Tree.of(body) instanceof Map<?, ?> map ? map : Map.of();
        } catch (JsonDataException e) {
            return Map.of(); // The live server was sent garbage on purpose.
        }
    }
}
