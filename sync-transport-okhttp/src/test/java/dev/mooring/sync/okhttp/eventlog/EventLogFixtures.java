package dev.mooring.sync.okhttp.eventlog;

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
final class EventLogFixtures {
    static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    static final UUID BATCH = new UUID(7, 7);

    private EventLogFixtures() {}

    static EventLogDialect dialect() {
        return EventLogDialect.builder("u1").device("phone").build();
    }

    static Mutation mutation(int n) {
        return Mutation.of("todo", "t" + n, "toggled", "{\"n\":" + n + "}").recorded(new UUID(1, n), AT);
    }

    static Ask.Push push(Cursor cursor, Mutation... mutations) {
        return new Ask.Push(BATCH, cursor, AT, Arrays.asList(mutations));
    }

    /** An event as the server writes it, of another program. */
    static String event(long sequence) {
        return event(sequence, "{\\\"n\\\":" + sequence + "}");
    }

    static String event(long sequence, String escapedPayload) {
        return "{\"sequence\":" + sequence
                + ",\"timestamp\":\"2026-11-20T10:00:00.000Z\",\"event_type\":\"user_action\","
                + "\"schema_version\":1,\"payload\":\"" + escapedPayload + "\"}";
    }

    static String events(long from, long to) {
        List<String> all = new ArrayList<>();
        for (long sequence = from; sequence <= to; sequence++) {
            all.add(event(sequence));
        }
        return "[" + String.join(",", all) + "]";
    }

    /** The cursor after having pulled these events from the start. */
    static Cursor at(long sequence) {
        Collected sink = new Collected();
        decode(new Ask.Pull(Cursor.START), 200, events(1, sequence), sink);
        return sink.cursor == null ? Cursor.START : sink.cursor;
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

    /** Keeps what it is given, and checks that positions only go up by one and that each slice's cursor is its last one. */
    static final class Collected implements ChangeSink {
        final List<Change> changes = new ArrayList<>();
        final List<String> echoes = new ArrayList<>();
        final List<Integer> slices = new ArrayList<>();

        @Nullable
        Cursor cursor;

        long position = -1;

        @Override
        public void accept(List<Incoming> slice, @Nullable Cursor after) {
            for (Incoming incoming : slice) {
                long next = incoming.change().position();
                if (position >= 0 && next != position + 1) {
                    throw new AssertionError("position " + next + " after " + position);
                }
                position = next;
                changes.add(incoming.change());
                echoes.add(incoming.echo());
            }
            slices.add(slice.size());
            if (after == null || LogCursor.of(after).sequence() != position) {
                throw new AssertionError("cursor " + after + " after position " + position);
            }
            cursor = after;
        }
    }
}
