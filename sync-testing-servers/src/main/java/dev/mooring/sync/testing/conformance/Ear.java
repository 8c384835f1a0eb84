package dev.mooring.sync.testing.conformance;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** What one socket or stream says, in order: bounded, counted, and remembered for the proof. Thread-safe. */
final class Ear {
    private final Wire wire;
    private final String name;
    private final Function<ByteString, String> words;
    private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Listens.
     *
     * @param name as the proof has it
     * @param words what a binary frame says, for a reader
     */
    Ear(Wire wire, String name, Function<ByteString, String> words) {
        this.wire = wire;
        this.name = name;
        this.words = words;
    }

    /** Something was sent. */
    void sent(String frame) {
        wire.remember(Exchange.sent(name, frame));
    }

    void sent(ByteString frame) {
        sent(words.apply(frame));
    }

    /** Something came. Returns false if it was too much, and then it ends here. */
    boolean heard(Frame frame) {
        ByteString binary = frame.bytes();
        boolean fits = bytes.addAndGet(binary == null ? frame.text().length() : binary.size()) <= wire.answerBytes();
        Frame taken = fits ? frame : Frame.end("it said more than " + wire.answerBytes() + " bytes");
        if (taken.isEnd()) {
            wire.remember(Exchange.heard(name, "(the end: " + taken.text() + ")"));
        } else {
            String event = taken.name().isEmpty() ? "" : taken.name() + " " + taken.id() + " ";
            wire.remember(Exchange.heard(name, event + (binary == null ? taken.text() : words.apply(binary))));
        }
        heard.add(taken);
        return fits;
    }

    /** The next that it says; null if nothing comes. The end comes again and again. */
    @Nullable
    Frame next(Duration patience) throws InterruptedException {
        Frame next = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return null;
        }
        if (next.isEnd()) {
            heard.add(next);
        } else {
            wire.count();
        }
        return next;
    }
}
