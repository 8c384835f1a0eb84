package dev.mooring.sync.okhttp;

import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.spi.WakeUps.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Hears one try of a connection, on the thread that reads. What an earlier try still tells does not matter. */
final class LiveEar implements LiveCarrier.Taker {
    /** The connection whose try it is. */
    interface Line {
        /** Whether this is the try that counts. */
        boolean hears(LiveEar ear);

        /** The try is over. */
        void fallen(End end);

        /** What was attempted, for a person to read. */
        String attempted();
    }

    private final Line line;
    private final LiveTalk talk;
    private final LiveBox box;
    private final WakeUps.Listener listener;
    private final long maxValueBytes;
    private volatile @Nullable LiveCarrier carrier;

    LiveEar(Line line, LiveTalk talk, LiveBox box, WakeUps.Listener listener, long maxValueBytes) {
        this.line = line;
        this.talk = talk;
        this.box = box;
        this.listener = listener;
        this.maxValueBytes = maxValueBytes;
    }

    /** It hears this one. */
    void hear(LiveCarrier hearing) {
        carrier = hearing;
    }

    /** The one that it hears; null before it hears any. */
    @Nullable
    LiveCarrier carrier() {
        return carrier;
    }

    private boolean isCurrent() {
        return line.hears(this);
    }

    @Override
    public void opened() {
        if (isCurrent()) {
            box.touch();
            listener.alive();
            talk.tell(LiveDialect.Session::opened);
        }
    }

    @Override
    public void alive() {
        if (isCurrent()) {
            box.touch();
            listener.alive();
        }
    }

    @Override
    public void text(String type, String text) {
        took(session -> session.received(type, text));
    }

    @Override
    public void binary(ByteString message) {
        took(session -> session.received(message));
    }

    @Override
    public void message(BufferedSource message, long length) throws IOException {
        if (isCurrent()) {
            talk.read(message, length, maxValueBytes, this::awaitRoom);
        }
    }

    private void awaitRoom() {
        box.touch();
        if (!box.awaitRoom() && isCurrent()) {
            tooMuch();
        }
    }

    private void tooMuch() {
        line.fallen(new End(Kind.LOST, line.attempted() + " brought more than this app took in within 10 s", null));
    }

    @Override
    public Duration patience() {
        return isCurrent() ? talk.patience() : Duration.ZERO;
    }

    @Override
    public void ponged() {
        if (isCurrent()) {
            talk.tell(LiveDialect.Session::ponged);
        }
    }

    private void took(Consumer<LiveDialect.Session> what) {
        if (!isCurrent()) {
            return;
        }
        listener.alive();
        talk.tell(what);
        if (!talk.hasRoom()) {
            tooMuch();
        }
    }

    @Override
    public void ended(End end) {
        if (isCurrent()) {
            line.fallen(end);
        }
    }
}
