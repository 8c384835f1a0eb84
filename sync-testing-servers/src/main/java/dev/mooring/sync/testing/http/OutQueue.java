package dev.mooring.sync.testing.http;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/** What waits to be written to a connection, so that nobody who says something waits for a slow client. */
final class OutQueue {
    /** Something that is written. */
    interface Message {
        /** Returns whether more may follow. */
        boolean writeTo(BufferedSink sink) throws IOException;
    }

    private final LinkedBlockingQueue<Message> queue = new LinkedBlockingQueue<>();

    void add(Message message) {
        queue.add(message);
    }

    void bytes(byte[] bytes) {
        add(sink -> {
            sink.write(bytes);
            return true;
        });
    }

    void end() {
        add(sink -> false);
    }

    /** What waits is lost; the last thing is what a cut leaves of a message. */
    void cut(byte[] remains) {
        queue.clear();
        add(sink -> {
            sink.write(remains);
            return false;
        });
    }

    /** Writes until the end, on this thread; {@code beat} goes out after each 15 s without anything else. */
    void drainTo(BufferedSink sink, @Nullable Message beat) throws IOException {
        try {
            while (true) {
                Message next = beat == null ? queue.take() : queue.poll(15, TimeUnit.SECONDS);
                Message message = next == null ? beat : next;
                if (message != null && !message.writeTo(sink)) {
                    return;
                }
                sink.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
