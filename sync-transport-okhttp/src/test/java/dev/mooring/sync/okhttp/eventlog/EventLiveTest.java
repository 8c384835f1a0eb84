package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.LiveDialect;
import dev.mooring.sync.okhttp.LiveDialect.Heard;
import dev.mooring.sync.okhttp.LiveDialect.Slice;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the live stream of an event log says, and what becomes of it. */
class EventLiveTest {
    private final Said said = new Said();
    private final LiveDialect.Session session =
            EventLogDialect.builder("u1").live().build().session(said);

    // ---- data: what continues the log exactly

    @Test
    void eventsBehindTheCursorAreData() {
        hears(4, 6);
        Heard heard = session.heard(EventLogFixtures.at(4));
        assertEquals(List.of("5", "6"), keys(heard));
        assertEquals(EventLogFixtures.at(6), heard.page().cursor());
        assertFalse(heard.page().more(), "nothing is missing");
        assertEquals(List.of("woken with changes"), said.words);
    }

    @Test
    void aLogThatBeginsIsDataFromItsFirstEvent() {
        hears(1, 2);
        Heard heard = session.heard(Cursor.START);
        assertEquals(List.of("1", "2"), keys(heard));
        assertFalse(heard.page().more());
    }

    @Test
    void messagesContinueEachOther() {
        hears(4, 5);
        hears(5, 8);
        hears(7, 9);
        Heard heard = session.heard(EventLogFixtures.at(4));
        assertEquals(List.of("5", "6", "7", "8", "9"), keys(heard));
        assertEquals(EventLogFixtures.at(9), heard.page().cursor());
    }

    @Test
    void everySliceMovesTheCursorToItsLastEvent() {
        hears(0, 700);
        Heard heard = session.heard(Cursor.START);
        assertEquals(2, heard.slices().size());
        for (Slice slice : heard.slices()) {
            Incoming last = slice.changes().get(slice.changes().size() - 1);
            assertEquals(
                    Long.parseLong(last.change().key()),
                    LogCursor.of(Objects.requireNonNull(slice.after())).sequence());
        }
    }

    // ---- hints: all else

    @Test
    void aGapIsPulled() {
        hears(6, 7);
        Heard heard = session.heard(EventLogFixtures.at(4));
        assertEquals(List.of(), keys(heard));
        assertEquals(EventLogFixtures.at(4), heard.page().cursor(), "the cursor stays");
        assertTrue(heard.page().more(), "a pull follows");
    }

    @Test
    void theNextEventAloneIsPulledAsNobodyCanSeeWhatItFollows() {
        hears(5, 5);
        assertTrue(session.heard(EventLogFixtures.at(4)).page().more());
    }

    @Test
    void anotherEventAtTheCursorIsPulled() {
        session.received(
                "events",
                "{\"events\":[" + EventLogFixtures.event(4, "other") + "," + EventLogFixtures.event(5) + "]}");
        Heard heard = session.heard(EventLogFixtures.at(4));
        assertEquals(List.of(), keys(heard));
        assertTrue(heard.page().more(), "only a pull may say that this is another log");
    }

    @Test
    void whatCameBeforeTheGapIsTaken() {
        hears(4, 5);
        hears(9, 9);
        hears(9, 10);
        Heard heard = session.heard(EventLogFixtures.at(4));
        assertEquals(List.of("5"), keys(heard));
        assertTrue(heard.page().more());
        assertEquals(List.of(), keys(session.heard(EventLogFixtures.at(5))), "nothing is kept for later");
    }

    @Test
    void newsAndAReplacedLogAreHints() {
        session.received("news", "{\"latest\":57}");
        session.received("moved", "{\"reason\":\"restored\"}");
        assertEquals(List.of("woken", "woken"), said.words);
    }

    @Test
    void newsOfWhatIsHereWakesNobody() {
        settles(new Ask.Pull(EventLogFixtures.at(4)), EventLogFixtures.at(57));
        session.received("news", "{\"latest\":57}");
        assertEquals(List.of(), said.words);
    }

    @Test
    void tooMuchIsPulled() {
        hears(0, 600);
        hears(600, 1100);
        assertEquals(List.of("woken with changes", "woken"), said.words);
        assertEquals(List.of(), keys(session.heard(Cursor.START)));
    }

    // ---- exchanges

    @Test
    void ownEventsThatComeBackWakeNobody() {
        Ask.Push push = EventLogFixtures.push(EventLogFixtures.at(4), EventLogFixtures.mutation(1));
        session.exchanging(push);
        hears(4, 5);
        session.exchanged(push, settled(EventLogFixtures.at(5)), null);
        hears(4, 5);
        assertEquals(List.of(), said.words);
    }

    @Test
    void whatOthersWroteDuringAPushWakesBehindIt() {
        Ask.Push push = EventLogFixtures.push(EventLogFixtures.at(4), EventLogFixtures.mutation(1));
        session.exchanging(push);
        hears(4, 5);
        hears(5, 6);
        assertEquals(List.of(), said.words, "its answer may bring the same");
        session.exchanged(push, settled(EventLogFixtures.at(5)), null);
        assertEquals(List.of("woken with changes"), said.words);
        assertEquals(List.of("6"), keys(session.heard(EventLogFixtures.at(5))));
    }

    @Test
    void aFailedExchangeLosesNothingThatWasHeard() {
        Ask.Pull pull = new Ask.Pull(EventLogFixtures.at(4));
        session.exchanging(pull);
        hears(4, 5);
        session.exchanged(pull, null, null);
        assertEquals(List.of("woken with changes"), said.words);
    }

    @Test
    void whatWasNotTakenIsNoLongerTakenForKnown() {
        hears(4, 6);
        session.heard(EventLogFixtures.at(4));
        session.taken(false);
        session.received("news", "{\"latest\":6}");
        assertEquals(List.of("woken with changes", "woken"), said.words);
    }

    // ---- the stream itself

    @Test
    void itIsLiveWhenTheServerSaysSo() {
        session.opened();
        assertEquals(List.of(), said.words);
        session.received("open", "{\"latest\":41}");
        assertEquals(List.of("live"), said.words);
    }

    @Test
    void whatNobodyKnowsIsPassedOver() {
        session.received("weather", "sunny");
        assertEquals(List.of(), said.words);
    }

    @Test
    void garbageIsAHintAndTooMuchOfItEndsTheStream() {
        for (int n = 0; n < 20; n++) {
            session.received("events", "{\"events\":[{}]}");
        }
        assertEquals(Collections.nCopies(20, "woken"), said.words);
        session.received("events", "");
        assertEquals(Kind.GARBAGE, Objects.requireNonNull(said.end).kind());
    }

    /** I13: whatever comes, nothing but whole events that continue the log is handed over. */
    @Test
    void damagedMessagesNeverMoveTheCursorWrongly() {
        Random random = new Random(14);
        Cursor from = EventLogFixtures.at(4);
        for (int round = 0; round < 2000; round++) {
            LiveDialect.Session fresh =
                    EventLogDialect.builder("u1").live().build().session(new Said());
            char[] text = message(4, 6).toCharArray();
            for (int n = random.nextInt(3); n >= 0; n--) {
                text[random.nextInt(text.length)] = (char) random.nextInt(random.nextBoolean() ? 128 : 65536);
            }
            String cut = new String(text, 0, random.nextInt(3) == 0 ? random.nextInt(text.length) : text.length);
            fresh.received("events", cut);
            Heard heard = fresh.heard(from);
            long reached = LogCursor.of(heard.page().cursor()).sequence();
            assertEquals(4 + keys(heard).size(), reached, cut);
        }
    }

    // ---- the request

    @Test
    void onlyWhoAsksForTheStreamGetsOne() {
        HttpUrl base = HttpUrl.get("https://sync.example.org/api/");
        assertNull(EventLogDialect.builder("u1").build().opening(base, null));
        LiveDialect.Opening opening = Objects.requireNonNull(
                EventLogDialect.builder("u1").live().build().opening(base, null));
        assertEquals("https://sync.example.org/api/do/live", opening.url().toString());
        assertEquals("u1", opening.headers().get("X-User-Id"));
    }

    private void hears(long from, long to) {
        session.received("events", message(from, to));
    }

    private static String message(long from, long to) {
        return "{\"events\":" + EventLogFixtures.events(Math.max(1, from), to) + "}";
    }

    private void settles(Ask ask, Cursor at) {
        session.exchanging(ask);
        session.exchanged(ask, settled(at), null);
    }

    private static Answer settled(Cursor at) {
        return new Answer.Settled(Collections.emptyList(), new Page(at, false), null);
    }

    private static List<String> keys(Heard heard) {
        List<String> keys = new ArrayList<>();
        heard.slices()
                .forEach(slice -> slice.changes()
                        .forEach(incoming -> keys.add(incoming.change().key())));
        return keys;
    }

    /** What the session says. */
    private static final class Said implements LiveDialect.Output {
        final List<String> words = new ArrayList<>();

        @Nullable
        End end;

        @Override
        public void send(String text) {
            throw new AssertionError("a stream of events cannot be written to");
        }

        @Override
        public void live() {
            words.add("live");
        }

        @Override
        public void woken(boolean brought) {
            words.add(brought ? "woken with changes" : "woken");
        }

        @Override
        public void acknowledged(@Nullable String refusal) {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void over(End why) {
            end = why;
        }
    }
}
