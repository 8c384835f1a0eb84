package dev.mooring.sync.okhttp.oplog;

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
final class OpLogFixtures {
    static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    static final UUID BATCH = new UUID(7, 7);
    static final String KEY = "gen-1";
    static final Cursor BEGIN = OpCursor.begin(KEY).cursor();

    private OpLogFixtures() {}

    static OpLogDialect dialect() {
        return OpLogDialect.builder("c1").user("u1").build();
    }

    /** The id of a client's {@code n}th mutation. */
    static UUID id(int n) {
        return new UUID((AT.toEpochMilli() << 16) | 0x7000 | n, 0x8000000000000001L);
    }

    static Mutation mutation(int n) {
        return Mutation.of("todo", "t" + n, "toggled", "{\"n\":" + n + "}").recorded(id(n), AT);
    }

    static Ask.Push push(Cursor cursor, Mutation... mutations) {
        return new Ask.Push(BATCH, cursor, AT, Arrays.asList(mutations));
    }

    /** An operation as the server writes it, of another program. */
    static String op(long sequence) {
        return op(sequence, "{\"n\": " + sequence + "}");
    }

    static String op(long sequence, String payload) {
        return "{\"serverSeq\": " + sequence + ", \"scope\": \"todo\", \"resourceId\": \"t" + sequence
                + "\", \"actor\": \"other\", \"clock\": " + sequence + ", \"payload\": " + payload + "}";
    }

    static String pulled(long serverSeq, String... ops) {
        return "{\"datasetGenerationKey\": \"" + KEY + "\", \"ops\": [" + String.join(",", ops) + "], \"serverSeq\": "
                + serverSeq + "}";
    }

    /** The cursor after having pulled this operation. */
    static Cursor at(long sequence) {
        Collected sink = new Collected();
        decode(new Ask.Pull(BEGIN), 200, pulled(sequence, op(sequence)), sink);
        return sink.cursor == null ? BEGIN : sink.cursor;
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

    /** Keeps what it is given, and checks that positions go up and that each slice's cursor is its last one. */
    static final class Collected implements ChangeSink {
        final List<Change> changes = new ArrayList<>();
        final List<String> echoes = new ArrayList<>();
        final List<Integer> slices = new ArrayList<>();

        @Nullable
        Cursor cursor;

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            for (Incoming incoming : slice) {
                long next = incoming.change().position();
                if (!changes.isEmpty()
                        && next <= changes.get(changes.size() - 1).position()) {
                    throw new AssertionError("position " + next + " after " + changes);
                }
                changes.add(incoming.change());
                echoes.add(incoming.echo());
            }
            slices.add(slice.size());
            long last = changes.get(changes.size() - 1).position();
            if (after == null || OpCursor.of(after).sequence() != last) {
                throw new AssertionError("cursor " + after + " after position " + last);
            }
            cursor = after;
        }
    }
}
