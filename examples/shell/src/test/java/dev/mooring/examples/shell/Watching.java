package dev.mooring.examples.shell;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@code watch --json} that goes on until it is closed; its lines can be waited for. */
final class Watching implements AutoCloseable {
    private final BlockingQueue<Map<String, Object>> lines = new LinkedBlockingQueue<>();
    private final List<Map<String, Object>> seen = new ArrayList<>();
    private final Thread thread;

    Watching(Shell shell, String... options) {
        PrintStream out = new PrintStream(new OutputStream() {
            private final ByteArrayOutputStream line = new ByteArrayOutputStream();

            @Override
            public void write(int one) {
                if (one == '\n') {
                    lines.add(Shell.parse(line.toString(StandardCharsets.UTF_8)));
                    line.reset();
                } else {
                    line.write(one);
                }
            }
        });
        thread = new Thread(() -> shell.watch(out, options), "watch");
        thread.start();
    }

    /** The next line of an event; others before it are passed over. */
    Map<String, Object> next(String event) {
        try {
            Map<String, Object> line;
            do {
                line = lines.poll(30, TimeUnit.SECONDS);
                if (line == null) {
                    throw new AssertionError("waited in vain for " + event + " behind " + seen);
                }
                seen.add(line);
            } while (!event.equals(line.get("event")));
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + event, e);
        }
    }

    /** The next line of an event that has a value; others before it are passed over. */
    Map<String, Object> until(String event, String key, Object value) {
        Map<String, Object> line = next(event);
        while (!value.equals(line.get(key))) {
            line = next(event);
        }
        return line;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
