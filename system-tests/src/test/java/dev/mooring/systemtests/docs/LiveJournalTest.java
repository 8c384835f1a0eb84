package dev.mooring.systemtests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the session of docs/your-own-dialect.md takes for data. */
class LiveJournalTest {
    private final List<Boolean> woken = new ArrayList<>();
    private final LiveDialect.Session session = new LiveJournalDialect("anna").session(new LiveDialect.Output() {
        @Override
        public void send(String text) {}

        @Override
        public void live() {}

        @Override
        public void woken(boolean brought) {
            woken.add(brought);
        }

        @Override
        public void acknowledged(@Nullable String refusal) {}

        @Override
        public void over(End end) {}
    });

    @Test
    void whatFollowsTheCursorIsData() {
        tell(7, 8);
        tell(8, 11);
        Heard heard = session.heard(new Cursor("7"));
        assertEquals("11", heard.page().cursor().token());
        assertFalse(heard.page().more());
        assertEquals(2, heard.slices().get(0).changes().size());
        assertEquals(List.of(true, true), woken);
    }

    @Test
    void whatIsHereIsPassedOverAndAGapIsLeftToAPull() {
        tell(5, 7);
        tell(7, 8);
        tell(9, 10);
        Heard heard = session.heard(new Cursor("7"));
        assertEquals("8", heard.page().cursor().token());
        assertTrue(heard.page().more());
        assertEquals(List.of(), session.heard(new Cursor("8")).slices());
    }

    @Test
    void whatCannotBeReadIsAHint() {
        session.received("entry", "{\"after\":7,\"entry\":{}}");
        assertEquals(List.of(false), woken);
        assertTrue(session.heard(new Cursor("7")).page().more());
    }

    private void tell(long after, long number) {
        session.received(
                "entry",
                "{\"after\":" + after + ",\"entry\":{\"n\":" + number
                        + ",\"id\":\"e\",\"list\":\"todo\",\"item\":\"t1\",\"did\":\"added\",\"note\":\"1\"}}");
    }
}
