package dev.mooring.sync.okhttp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.squareup.moshi.JsonDataException;
import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.SinkGuard;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was read goes to the sink in bounded slices, and what the sink throws is nobody's garbage. */
class SliceBufferTest {
    private final List<Integer> slices = new ArrayList<>();
    private final List<Cursor> cursors = new ArrayList<>();
    private final SliceBuffer buffer = new SliceBuffer(
            (slice, after) -> {
                slices.add(slice.size());
                cursors.add(after);
            },
            () -> new Cursor("c" + slices.size()));

    private static Incoming incoming(String collection, String key, String payload) {
        return new Incoming(new Change(Change.NO_POSITION, collection, key, "put", payload, false, 0, "", ""), "");
    }

    @Test
    void aSliceHasSoManyChangesAtMost() {
        for (int i = 0; i < 1100; i++) {
            buffer.add(incoming("c", "k" + i, "{}"));
        }
        assertEquals(List.of(500, 500), slices);
        buffer.flush();
        buffer.flush();
        assertEquals(List.of(500, 500, 100), slices);
        assertEquals(List.of(new Cursor("c0"), new Cursor("c1"), new Cursor("c2")), cursors);
    }

    @Test
    void theServersNamesAndKeysWeighAsMuchAsItsPayloads() {
        String long300k = "x".repeat(300 << 10);
        for (Incoming heavy :
                List.of(incoming(long300k, "k", "{}"), incoming("c", long300k, "{}"), incoming("c", "k", long300k))) {
            slices.clear();
            for (int i = 0; i < 4; i++) {
                buffer.add(heavy);
            }
            assertEquals(List.of(2, 2), slices);
        }
    }

    @Test
    void whatTheSinkThrowsPassesTheReaderOnceAndUnchanged() {
        JsonDataException refusal = new JsonDataException("the app's");
        int[] calls = {0};
        SinkGuard guard = new SinkGuard((slice, after) -> {
            calls[0]++;
            throw refusal;
        });
        SliceBuffer guarded = new SliceBuffer(guard, () -> null);
        JsonDataException thrown = assertThrows(
                JsonDataException.class,
                () -> guard.run(() -> Garbage.typed("pull", () -> {
                    guarded.add(incoming("c", "k", "{}"));
                    try {
                        guarded.flush();
                    } finally {
                        guarded.add(incoming("c", "k", "{}"));
                        guarded.flush(); // As a decoder does whose body ends early.
                    }
                    return "read";
                })));
        assertSame(refusal, thrown);
        assertEquals(1, calls[0]);
    }

    @Test
    void whatTheSinkThrewComesOutEvenIfItWasSwallowedOnTheWay() {
        Exception checked = new IOException("undeclared");
        SinkGuard guard = new SinkGuard((slice, after) -> {
            throw SliceBufferTest.<RuntimeException>any(checked);
        });
        assertSame(
                checked,
                assertThrows(
                        IOException.class,
                        () -> guard.run(() -> {
                            try {
                                guard.accept(List.of(), null);
                            } catch (RuntimeException e) {
                                return "swallowed";
                            }
                            return "not thrown";
                        })));
    }

    @Test
    void whatTheReaderThrowsItselfIsItsOwn() {
        SinkGuard guard = new SinkGuard((slice, after) -> {});
        assertThrows(
                ProtocolException.class,
                () -> guard.run(() -> Garbage.typed("pull", () -> {
                    throw new JsonDataException("garbage");
                })));
        assertEquals("read", guard.run(() -> "read"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E any(Throwable e) throws E {
        throw (E) e;
    }
}
