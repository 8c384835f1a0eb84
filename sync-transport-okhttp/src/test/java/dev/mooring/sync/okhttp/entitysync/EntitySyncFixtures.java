package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values that the tests of this dialect share. */
final class EntitySyncFixtures {
    static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    static final UUID BATCH = new UUID(7, 7);
    static final String TAIL = "\"syncToken\":\"sync_x\",\"timestamp\":\"2026-11-20T23:49:21.184Z\"}";

    private EntitySyncFixtures() {}

    static EntitySyncDialect dialect() {
        return EntitySyncDialect.builder("dev_phone").build();
    }

    static Mutation entry(int n) {
        return put("entries", "e" + n, "{\"duration\":" + n + ",\"notes\":\"n\"}");
    }

    static Mutation put(String collection, String key, String payload) {
        return Mutation.of(collection, key, "put", payload)
                .recorded(new UUID(collection.hashCode(), key.hashCode()), AT);
    }

    static Mutation delete(String collection, String key) {
        return Mutation.delete(collection, key).recorded(new UUID(1, key.hashCode()), AT);
    }

    /** As core freezes it. */
    static Ask.Push push(Mutation... mutations) {
        Ask.Push push = new Ask.Push(BATCH, Cursor.START, AT, Arrays.asList(mutations));
        return new Ask.Push(BATCH, Cursor.START, AT, push.mutations(), dialect().freeze(push));
    }

    /** A pull's body with entries alone. */
    static String pulled(String... entries) {
        return "{\"entries\":[" + String.join(",", entries)
                + "],\"goals\":[],\"practicePlans\":[],\"planOccurrences\":[],\"planTemplates\":[]," + TAIL;
    }

    static String accepted(int entries, String conflicts) {
        return "{\"success\":true,\"syncToken\":\"sync_x\",\"conflicts\":[" + conflicts
                + "],\"stats\":{\"entriesProcessed\":" + entries + ",\"duplicatesPrevented\":0,\"goalsProcessed\":0,"
                + "\"practicePlansProcessed\":0,\"planOccurrencesProcessed\":0}}";
    }

    static Answer decode(Ask ask, int status, String body) {
        return decode(ask, status, body, new Collected());
    }

    static Answer decode(Ask ask, int status, String body, ChangeSink sink) {
        try {
            return dialect().decode(ask, WireResponse.of(status, body), sink);
        } catch (IOException e) {
            throw new AssertionError("a body in memory cannot be lost", e);
        }
    }

    /** Keeps what it is given. */
    static final class Collected implements ChangeSink {
        final List<Change> changes = new ArrayList<>();
        final List<Incoming> incoming = new ArrayList<>();
        final List<String> unreadable = new ArrayList<>();

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            if (after != null) {
                throw new AssertionError("an order that this server does not have");
            }
            for (Incoming one : slice) {
                if (one.unreadable() == null) {
                    incoming.add(one);
                    changes.add(one.change());
                } else {
                    unreadable.add(one.unreadable());
                }
            }
        }
    }
}
