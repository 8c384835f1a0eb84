package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.WakeUps.End;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection that begins while an exchange begins or ends: its session must hear of it once, and of both ends or of none. */
class LiveTalkTest {
    private static final Ask PULL = new Ask.Pull(new Cursor("7"));
    private static final Answer ANSWER = new Answer.Settled(List.of(), new Page(new Cursor("7"), false), null);

    private final List<String> told = new ArrayList<>();
    private final List<LiveDialect.Output> voices = new ArrayList<>();
    private final LiveTalk talk = new LiveTalk(new Hearing(), new Hands(), null, () -> ByteString.EMPTY);

    /** Another connection begins at the very moment at which the talk does what its session said. */
    private void beginsAnotherMeanwhile() {
        voices.get(voices.size() - 1).woken(false);
    }

    @Test
    void aConnectionThatBeginsAsAnExchangeBeginsHearsOfItOnce() {
        talk.begin(null);
        beginsAnotherMeanwhile();
        talk.exchanging(PULL);
        assertEquals(2, voices.size());
        talk.exchanged(PULL, ANSWER, null);
        assertEquals(List.of("1 begins", "2 begins", "2 ends"), told);
    }

    @Test
    void aConnectionThatBeginsAsAnExchangeEndsHearsNothingOfIt() {
        talk.begin(null);
        talk.exchanging(PULL);
        beginsAnotherMeanwhile();
        talk.exchanged(PULL, ANSWER, null);
        assertEquals(2, voices.size());
        talk.exchanging(PULL);
        assertEquals(List.of("1 begins", "1 ends", "2 begins"), told);
    }

    private final class Hands implements LiveHands {
        private final LiveBox box = new LiveBox();

        @Override
        public void send(ByteString message) {}

        @Override
        public void ping() {}

        @Override
        public LiveBox box() {
            return box;
        }

        @Override
        public void send(String text) {}

        @Override
        public void live() {}

        @Override
        public void woken(boolean brought) {
            talk.begin(null);
        }

        @Override
        public void shown() {}

        @Override
        public void acknowledged(@Nullable String refusal) {}

        @Override
        public void over(End end) {}
    }

    private final class Hearing implements LiveDialect {
        @Override
        public @Nullable Opening opening(HttpUrl base, @Nullable String credential) {
            throw new AssertionError("nobody dials");
        }

        @Override
        public Session session(Output out) {
            voices.add(out);
            return new Follower(voices.size());
        }

        @Override
        public Capabilities capabilities(String server) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public int measure(Mutation mutation) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public String echo(Mutation mutation) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public WireRequest encode(Ask ask) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public Answer decode(Ask ask, WireResponse response, ChangeSink sink) {
            throw new AssertionError("nobody asks");
        }
    }

    private final class Follower implements LiveDialect.Session {
        private final int number;

        Follower(int number) {
            this.number = number;
        }

        @Override
        public void opened() {}

        @Override
        public void received(String type, String text) {}

        @Override
        public void beat() {}

        @Override
        public void exchanging(Ask ask) {
            told.add(number + " begins");
        }

        @Override
        public void exchanged(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
            assertNotNull(answer);
            told.add(number + " ends");
        }

        @Override
        public LiveDialect.Heard heard(Cursor from) {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void taken(boolean all) {}

        @Override
        public boolean carries(String collection) {
            return false;
        }

        @Override
        public @Nullable String next(Ask.Push push, int settled) {
            return null;
        }
    }
}
