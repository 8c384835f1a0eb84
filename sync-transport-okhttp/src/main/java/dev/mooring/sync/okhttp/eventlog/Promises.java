package dev.mooring.sync.okhttp.eventlog;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.Snapshot;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.internal.json.JsonEscapes;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.okhttp.json.WireText;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What is said to a server that keeps the promises, and what its answers mean: who writes, onto which history, and with which fencing
 * token.
 *
 * @param writer names this installation
 * @param whole whether a mutation tells the whole state of its key
 */
record Promises(String writer, Predicate<Mutation> whole) {
    private static final int MOST_CHARS = 128;

    Promises {
        boolean printable = !writer.isEmpty() && writer.length() <= MOST_CHARS;
        for (int i = 0; i < writer.length(); i++) {
            printable &= writer.charAt(i) > ' ' && writer.charAt(i) < 0x7f;
        }
        if (!printable) {
            throw new IllegalArgumentException(
                    "the writer must be 1 to " + MOST_CHARS + " printable ASCII characters without spaces");
        }
    }

    // ---- what is said

    /** The query of a request without a body. */
    @Nullable
    String query(LogCursor at, long since) {
        HttpUrl.Builder query = new HttpUrl.Builder()
                .scheme("http")
                .host("server")
                .addQueryParameter("since", Long.toString(since))
                .addQueryParameter("writer", writer);
        if (!at.history().isEmpty()) {
            query.addQueryParameter("history", at.history());
        }
        return query.build().encodedQuery();
    }

    /**
     * The members of a request. A push names its token, and its history even where this client does not know it: the server refuses that,
     * so that a pull shows first whether this is the log that was followed. An empty log cannot be another one.
     */
    void request(WireText json, LogCursor at, boolean push) {
        if (!at.history().isEmpty() || (push && at.sequence() > 0)) {
            json.raw(",\"history\":").string(at.history());
        }
        json.raw(",\"writer\":").string(writer);
        if (push) {
            json.raw(",\"fencing_token\":").number(at.token());
        }
    }

    /** The members of an event. */
    void event(WireText json, Mutation mutation) {
        json.raw(",\"mutation_id\":").string(mutation.id().toString());
        if (whole.test(mutation)) {
            json.raw(",\"key\":").string("[" + quoted(mutation.collection()) + "," + quoted(mutation.key()) + "]");
        }
    }

    /** Gives the lease back. */
    ByteString release(LogCursor at) {
        return new WireText()
                .raw("{\"writer\":")
                .string(writer)
                .raw(",\"fencing_token\":")
                .number(at.token())
                .raw(",\"release\":true}")
                .bytes();
    }

    private static String quoted(String text) {
        return '"' + JsonWriter.escaped(text, JsonEscapes.SHORT) + '"';
    }

    // ---- what is answered

    /** The answer must name its history: one that does not is of a server that keeps no promises. */
    static void require(String attempted, LogFacts facts) {
        if (facts.history().isEmpty()) {
            throw new ProtocolException(
                    attempted
                            + " was answered by a server that does not say which history it has, so it keeps no"
                            + " promises; build the dialect without promises()",
                    null);
        }
    }

    /** The answer of a server that has another history than the cursor; null if it has the same one. */
    static @Nullable Answer another(LogCursor at, LogFacts facts) {
        if (at.history().isEmpty() || facts.history().isEmpty() || at.history().equals(facts.history())) {
            return null;
        }
        return new Answer.HistoryReplaced(
                at.replaced(facts).cursor(),
                new Snapshot(""),
                "history " + at.history() + " was replaced by " + facts.history());
    }

    /**
     * A 409: the history is another one, the server knows less than this client, or its log has moved on. What the server has of the batch
     * behind the cursor, the pull will show; what it has before that, it has dropped since.
     */
    static Answer refused(LogCursor at, Ask.@Nullable Push push, EventSyncDecoder said) {
        LogFacts facts = said.facts();
        Answer another = another(at, facts);
        if (another != null) {
            return another;
        }
        if (facts.latest() >= 0
                && facts.latest() < at.sequence()
                && facts.history().equals(at.history())) {
            return new Answer.Incompatible(
                    Mismatch.KNOWS_LESS,
                    "the server's log ends at sequence " + facts.latest() + ", this client is at " + at.sequence()
                            + ": the server lost data");
        }
        List<Outcome> dropped = new ArrayList<>();
        for (Mutation mutation : push == null ? Collections.<Mutation>emptyList() : push.mutations()) {
            Long place = said.stored().get(mutation.id().toString());
            if (place != null && place <= at.sequence()) {
                dropped.add(new Outcome.Duplicate(mutation.id()));
            }
        }
        if (!dropped.isEmpty()) {
            return new Answer.Settled(dropped, new Page(at.cursor(), true), null);
        }
        String words = said.error();
        return new Answer.Diverged(new Page(at.cursor(), true), words.isEmpty() ? "409" : words);
    }
}
