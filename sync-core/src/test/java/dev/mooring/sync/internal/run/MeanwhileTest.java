package dev.mooring.sync.internal.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.spi.ChangeSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeanwhileTest {
    private final List<String> done = new ArrayList<>();
    private final ChangeSink sink = (slice, after) -> done.add("changes");
    private final Meanwhile<String> meanwhile = new Meanwhile<>(sink, () -> {
        done.add("work");
        return "result";
    });

    @Test
    void itIsDoneOnceWhenTheRequestHasLeft() {
        meanwhile.sent();
        meanwhile.sent();

        assertEquals("result", meanwhile.done());
        assertEquals(List.of("work"), done);
    }

    @Test
    void whereNobodyTellsItIsDoneAtTheEnd() {
        assertEquals("result", meanwhile.done());
        assertEquals(List.of("work"), done);
    }

    @Test
    void changesOfTheAnswerComeBehindIt() {
        meanwhile.accept(List.of(), null);

        assertEquals(List.of("work", "changes"), done);
    }

    @Test
    void itsFailureComesOutAtTheEndAndLetsNoChangesThrough() {
        RuntimeException full = new IllegalStateException("full");
        Meanwhile<String> failing = new Meanwhile<>(sink, () -> {
            done.add("work");
            throw full;
        });
        failing.sent();

        assertSame(full, assertThrows(IllegalStateException.class, () -> failing.accept(List.of(), null)));
        assertSame(full, assertThrows(IllegalStateException.class, failing::done));
        assertEquals(List.of("work"), done);
    }
}
