package dev.mooring.examples.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Listens to {@code /do/live}, by a stream or a socket, and keeps what it hears until a test asks. */
final class Ear implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private AutoCloseable end = () -> {};

    /** Opens a stream; {@code query} begins with a question mark. */
    static Ear stream(Served server, String user, String query, String... headers) throws Exception {
        Ear ear = new Ear();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + "/do/live" + query))
                .header("X-User-Id", user)
                .header("Accept", "text/event-stream");
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<Stream<String>> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        ear.end = response.body()::close;
        Thread reader = new Thread(() -> ear.read(response.body()), "ear");
        reader.setDaemon(true);
        reader.start();
        return ear;
    }

    private void read(Stream<String> lines) {
        StringBuilder message = new StringBuilder();
        try {
            lines.forEach(line -> {
                if (line.isEmpty()) {
                    heard.add(message.toString());
                    message.setLength(0);
                } else {
                    message.append(message.length() == 0 ? "" : "|").append(line);
                }
            });
        } catch (RuntimeException e) {
            heard.add("broken");
        }
        heard.add("end");
    }

    /** Opens a socket. */
    static Ear socket(Served server, String user, String query) {
        Ear ear = new Ear();
        URI uri = URI.create(server.url().replace("http:", "ws:") + "/do/live" + query);
        WebSocket socket = CLIENT.newWebSocketBuilder()
                .header("X-User-Id", user)
                .buildAsync(uri, ear.new Listener())
                .join();
        ear.end = () -> socket.sendClose(1000, "page_unload").join();
        ear.socket = socket;
        return ear;
    }

    private WebSocket socket;

    void say(String text) {
        socket.sendText(text, true).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            heard.add("closed " + status);
            return null;
        }
    }

    /** The next message, but for signs of life. */
    String next() throws InterruptedException {
        while (true) {
            String message = heard.poll(20, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing came");
            }
            if (!message.startsWith(":")) {
                return message;
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            end.close();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
