package dev.mooring.sync.okhttp.rowsync;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonReader.Token;
import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.WireResponse;
import dev.mooring.sync.okhttp.json.ByName;
import dev.mooring.sync.okhttp.json.Exactly;
import dev.mooring.sync.okhttp.json.Garbage;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a push comes to. One transaction: a 200 took all of it, anything else nothing (protocol §1.8). */
final class RowPushDecoder {
    private static final JsonReader.Options FIELDS = JsonReader.Options.of("changes", "syncedAt", "error");

    private RowPushDecoder() {}

    /** Whether the server's clock as this client knows it is so old that stamps would fall behind others' watermarks. */
    private static boolean isOld(@Nullable String clock, String now, Duration overlap) {
        return clock != null
                && RowStamps.clock(now).isAfter(RowStamps.clock(clock).plus(overlap.dividedBy(2)));
    }

    static Answer taken(
            String attempted, Ask.Push push, @Nullable String clock, Duration overlap, WireResponse response)
            throws IOException {
        String now = Garbage.typed(attempted, () -> require(JsonReader.of(response.body())));
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            outcomes.add(new Outcome.Accepted(mutation.id(), Change.NO_POSITION));
        }
        return settled(push, outcomes, isOld(clock, now, overlap));
    }

    /** It must be this server's answer: another program's 200 settles nothing. */
    private static String require(JsonReader json) throws IOException {
        String syncedAt = "";
        ByName members = new ByName(json, FIELDS);
        for (int field = members.next(); field >= 0; field = members.next()) {
            if (field == 0) {
                skipArray(json);
            } else if (field == 1) {
                syncedAt = Exactly.text(json);
                if (!RowStamps.isClock(syncedAt)) {
                    throw new JsonDataException("not a time of the server's clock at " + json.getPath());
                }
            } else if (json.peek() == Token.NULL) {
                json.skipValue();
            } else {
                throw new JsonDataException("status 200, but an error: " + Exactly.text(json));
            }
        }
        Garbage.requireEnd(json);
        if ((members.seen() & 0b11) != 0b11) {
            throw new JsonDataException("changes or syncedAt is missing");
        }
        return syncedAt;
    }

    private static void skipArray(JsonReader json) throws IOException {
        json.beginArray();
        while (json.hasNext()) {
            json.skipValue();
        }
        json.endArray();
    }

    /**
     * A refusal of one change, or a race with another transaction. What the server names is the first change that failed; its
     * neighbours were rolled back with it. What refers to the same missing row as that one waits with it. Null if the refusal
     * blames none.
     */
    static @Nullable Answer blamed(Ask.Push push, RowTables tables, RowErrorWords words) {
        boolean race = words.isRace();
        UUID named = words.named();
        if (!race && (named == null || !words.isRefusal())) {
            return null;
        }
        Mutation refused = null;
        for (Mutation mutation : push.mutations()) {
            refused = !race && mutation.id().equals(named) ? mutation : refused;
        }
        Orphans orphans = Orphans.of(tables, refused, words);
        List<Outcome> outcomes = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            Outcome waiting = orphans == null ? null : orphans.waiting(mutation);
            if (waiting == null && mutation.equals(refused) && words.isReference()) {
                waiting = new Outcome.Waiting(
                        mutation.id(), held(tables, words), "", words.error()); // Of what, is found here.
            }
            if (waiting != null) {
                outcomes.add(waiting);
            } else if (mutation.equals(refused)) {
                outcomes.add(new Outcome.Rejected(mutation.id(), words.error()));
            } else {
                outcomes.add(new Outcome.Deferred(mutation.id(), words.brief()));
            }
        }
        return settled(push, outcomes, false);
    }

    /** The table whose rows still refer to the one that should go; empty for another refusal. */
    private static String held(RowTables tables, RowErrorWords words) {
        String table = words.referencedFrom();
        return tables.get(table) == null ? "" : table;
    }

    /** Where there is more, core pulls before it pushes on, and knows the server's clock again. */
    private static Answer settled(Ask.Push push, List<Outcome> outcomes, boolean more) {
        return new Answer.Settled(outcomes, new Page(push.cursor(), more), null);
    }
}
