package dev.mooring.sync.testing.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One stream of server-sent events. What it hears is bounded, counted and remembered. Thread-safe. */
final class WireStream implements AutoCloseable {
    private final Wire wire;
    private final Call call;
    private final Ear ear;

    private WireStream(Wire wire, Call call, Ear ear) {
        this.wire = wire;
        this.call = call;
        this.ear = ear;
    }

    /** Asks for it. A path that is not there is {@code NOT_OFFERED}, another refusal is {@code UNCLEAR}. */
    static WireStream open(Wire wire, Call call, String name) {
        Response response = answer(wire, call);
        int status = response.code();
        if (status != 200) {
            response.close();
            String words = "GET " + response.request().url().encodedPath() + " was answered " + status;
            throw status == 404 || status == 405 || status == 501 ? Ending.notOffered(words) : Ending.unclear(words);
        }
        WireStream stream = new WireStream(wire, call, new Ear(wire, name, ByteString::hex));
        Thread thread = new Thread(() -> stream.read(response), "conformance stream");
        thread.setDaemon(true);
        thread.start();
        return stream;
    }

    /** The stream itself has no deadline, but its first answer has. */
    private static Response answer(Wire wire, Call call) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                answer.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response response) {
                if (!answer.complete(response)) {
                    response.close();
                }
            }
        });
        try {
            return answer.orTimeout(wire.exchange().toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            call.cancel();
            throw Ending.unclear("a stream got no answer: " + e.getCause());
        }
    }

    /** The next event; null if none comes, and one that {@linkplain Frame#isEnd ends it} if it is over. */
    @Nullable
    Frame next(Duration patience) throws InterruptedException {
        return ear.next(patience);
    }

    @Override
    public void close() {
        call.cancel();
    }

    private void read(Response response) {
        String name = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        try (response) {
            BufferedSource source = response.body().source();
            for (String line = line(source); line != null; line = line(source)) {
                int colon = line.indexOf(':');
                String value = colon < 0 ? "" : line.substring(colon + 1);
                value = value.startsWith(" ") ? value.substring(1) : value;
                if (line.isEmpty()) {
                    if (data.length() > 0 && !ear.heard(Frame.event(name, id, data.toString()))) {
                        return;
                    }
                    name = "";
                    data.setLength(0);
                } else if (line.startsWith("event:")) {
                    name = value;
                } else if (line.startsWith("id:")) {
                    id = value;
                } else if (line.startsWith("data:")) {
                    data.append(data.length() > 0 ? "\n" : "").append(value);
                }
            }
            ear.heard(Frame.end("the stream ended"));
        } catch (IOException e) {
            ear.heard(Frame.end(String.valueOf(e.getMessage())));
        }
    }

    /** Null at the end. A line that is longer than an answer may be ends it, too. */
    private @Nullable String line(BufferedSource source) throws IOException {
        long end = source.indexOf((byte) '\n', 0, wire.answerBytes());
        if (end < 0) {
            return null;
        }
        Buffer line = new Buffer();
        source.readFully(line, end);
        source.skip(1);
        String text = line.readUtf8();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
