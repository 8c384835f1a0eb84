package dev.mooring.sync.okhttp.entitysync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The 200 of a push or a batch. It says {@code success: true} whatever happened (§1, push): what failed is in {@code
 * conflicts} alone, and how many items of a type got through in {@code stats}. Both are read, and an item counts as taken only
 * if neither speaks against it.
 */
final class EntityPushDecoder {
    private static final JsonReader.Options FIELDS =
            JsonReader.Options.of("success", "conflicts", "stats", "uploaded", "syncToken");
    private static final JsonReader.Options CONFLICT =
            JsonReader.Options.of("entityId", "entityType", "reason", "localVersion", "remoteVersion");
    private static final JsonReader.Options STATS = JsonReader.Options.of(
            "entriesProcessed", "goalsProcessed", "practicePlansProcessed", "planOccurrencesProcessed");
    private static final EntityCollection[] COUNTED = {
        EntityCollection.ENTRY, EntityCollection.GOAL, EntityCollection.PLAN, EntityCollection.OCCURRENCE
    };
    private static final int MOST_CHARS = 200;

    /** What the database says when the same write may well succeed a little later. */
    private static final List<String> PASSING = Arrays.asList(
            "sqlite_busy",
            "database is locked",
            "overloaded",
            "network connection lost",
            "timeout",
            "timed out",
            "code was updated");

    private final Set<String> keys = new HashSet<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Map<EntityCollection, Long> processed = new EnumMap<>(EntityCollection.class);
    private boolean success;
    private boolean uploaded;
    private String token = "";
    private int seen;

    private EntityPushDecoder() {}

    /** An item that was not taken; type and reason as far as they are told. */
    private record Failure(String id, String type, String reason, boolean version) {}

    /**
     * What a push came to.
     *
     * @param outcomes for each mutation of which something is known
     * @param token that the server has given its state by it; empty where it is not told, or was told long ago, as the answer is a
     *     replay
     */
    record Pushed(List<Outcome> outcomes, String token) {}

    static Pushed decode(String attempted, Ask.Push push, boolean batch, WireResponse response) throws IOException {
        EntityPushDecoder answer = new EntityPushDecoder();
        push.mutations().forEach(mutation -> answer.keys.add(mutation.key()));
        Garbage.typed(attempted, () -> {
            answer.read(JsonReader.of(response.body()));
            answer.require(batch);
            return answer;
        });
        boolean replayed = "true".equalsIgnoreCase(response.headers().get("X-Idempotent-Replay"));
        return new Pushed(answer.outcomes(push, batch, replayed), replayed ? "" : answer.token);
    }

    private void read(JsonReader json) throws IOException {
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            switch (field) {
                case 0 -> success = json.nextBoolean();
                case 1 -> conflicts(json);
                case 2 -> stats(json);
                case 4 -> token = Exactly.tokenOrNone(json, EntityPullDecoder.MOST_TOKEN_CHARS);
                default -> uploaded = Exactly.integer(json) >= 0;
            }
        }
        seen = members.seen();
        Garbage.requireEnd(json);
    }

    private void require(boolean batch) {
        if (!(batch ? uploaded : success)) {
            throw new JsonDataException("status 200, but " + (batch ? "uploaded is no count" : "success is not true"));
        }
        if ((seen & 2) == 0) {
            throw new JsonDataException("status 200 without conflicts, where failures would be");
        }
    }

    private void conflicts(JsonReader json) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            Failure failure = failure(json);
            if (keys.contains(
                    failure.id())) { // What is not ours says nothing of ours, and there may be any number of it.
                failures.add(failure);
            }
        }
        json.endArray();
    }

    private static Failure failure(JsonReader json) throws IOException {
        String id = null;
        String type = "";
        String reason = "";
        String local = "";
        String remote = "";
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(CONFLICT);
            if (field < 0) {
                json.skipName();
                json.skipValue();
                continue;
            }
            switch (field) {
                case 0 -> id = Exactly.text(json);
                case 1 -> type = words(json);
                case 2 -> reason = words(json);
                case 3 -> local = words(json);
                default -> remote = words(json);
            }
        }
        json.endObject();
        if (id == null) {
            throw new JsonDataException("a conflict names no entity at " + json.getPath());
        }
        boolean version = !remote.isEmpty();
        return new Failure(
                id, type, version ? "version " + local + " is behind the server's " + remote : reason, version);
    }

    /** Whatever scalar is there, as text; for a person to read. */
    private static String words(JsonReader json) throws IOException {
        Token token = json.peek();
        if (token != Token.STRING && token != Token.NUMBER) {
            json.skipValue();
            return "";
        }
        String text = json.nextString();
        return text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
    }

    private void stats(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            int field = json.selectName(STATS);
            if (field < 0) {
                json.skipName();
                json.skipValue();
            } else {
                processed.put(COUNTED[field], Exactly.integer(json));
            }
        }
        json.endObject();
    }

    // ---- what it means for each mutation

    /** A push holds nothing that goes by the batch route, so its items need not be read again. */
    private List<Outcome> outcomes(Ask.Push push, boolean batch, boolean replayed) {
        List<Outgoing> items = new ArrayList<>();
        push.mutations().forEach(mutation -> items.add(Outgoing.of(mutation)));
        List<EntityCollection> shortOf = batch ? new ArrayList<>() : shortOf(items);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            Mutation mutation = push.mutations().get(i);
            Outgoing item = items.get(i);
            Failure failure = failure(item);
            if (item.goesOverChannel()) {
                outcomes.add(
                        new Outcome.Deferred(mutation.id(), "it goes over the live channel, in a message of its own"));
            } else if (batch && !item.goesInBatch()) {
                outcomes.add(new Outcome.Deferred(mutation.id(), "what goes by the batch route went first"));
            } else if (failure != null) {
                outcomes.add(failed(mutation.id(), failure));
            } else if (shortOf.contains(item.type())) {
                outcomes.add(new Outcome.Deferred(
                        mutation.id(),
                        "the server says that it took fewer of " + item.type().collection() + " than it was sent"));
            } else {
                outcomes.add(
                        replayed
                                ? new Outcome.Duplicate(mutation.id())
                                : new Outcome.Accepted(mutation.id(), Change.NO_POSITION));
            }
        }
        return outcomes;
    }

    private static Outcome failed(UUID mutation, Failure failure) {
        if (failure.version()) {
            return new Outcome.Conflict(mutation, failure.reason());
        }
        String words = failure.reason().toLowerCase(Locale.ROOT);
        for (String passing : PASSING) {
            if (words.contains(passing)) {
                return new Outcome.Deferred(mutation, failure.reason());
            }
        }
        if (words.contains("foreign key")) { // Of what, is found by what the item refers to.
            return new Outcome.Waiting(mutation, "", "", failure.reason());
        }
        return new Outcome.Rejected(
                mutation, failure.reason().isEmpty() ? "the server names it among its conflicts" : failure.reason());
    }

    private @Nullable Failure failure(Outgoing item) {
        for (Failure failure : failures) {
            boolean sameType = failure.type().isEmpty()
                    || failure.type().equals(item.type().wire())
                    || failure.type().equals(item.type().collection());
            if (sameType && failure.id().equals(item.key())) {
                return failure;
            }
        }
        return null;
    }

    /**
     * Types of which fewer got through than were sent and did not fail. A resent body may have held more than what is left of
     * the batch, which can only make the count larger.
     */
    private List<EntityCollection> shortOf(List<Outgoing> items) {
        Map<EntityCollection, Long> expected = new EnumMap<>(EntityCollection.class);
        for (Outgoing item : items) {
            if (!item.goesOverChannel() && failure(item) == null) {
                expected.merge(item.type(), 1L, Long::sum);
            }
        }
        List<EntityCollection> shortOf = new ArrayList<>();
        expected.forEach((type, count) -> {
            Long told = processed.get(type);
            if (told != null && told < count) {
                shortOf.add(type);
            }
        });
        return shortOf;
    }
}
