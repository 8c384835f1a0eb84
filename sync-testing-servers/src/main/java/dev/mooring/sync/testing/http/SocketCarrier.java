package dev.mooring.sync.testing.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mockwebserver3.MockResponse;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.jspecify.annotations.Nullable;

/** A WebSocket over loopback. One thread reads, that of the server's connection; another one writes. */
final class SocketCarrier implements Carrier {
    private final Channels channels;
    private final OutQueue out = new OutQueue();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private int kind;
    private @Nullable Socket socket;
    private boolean cut;

    SocketCarrier(Channels channels) {
        this.channels = channels;
    }

    /** The server has let it in before the client knows, so nothing that is said from then on is missed. */
    MockResponse answer(Request request, LiveFace face) {
        ServerLine line = channels.open(this, face, request);
        MockResponse.Builder response = new MockResponse.Builder()
                .status("HTTP/1.1 101 Switching Protocols")
                .setHeader("Connection", "Upgrade")
                .setHeader("Upgrade", "websocket")
                .setHeader("Sec-WebSocket-Accept", Frames.accept(request.header("Sec-WebSocket-Key")))
                .socketHandler(connection -> serve(connection, line));
        String subprotocol = face.subprotocol(request);
        if (subprotocol != null) {
            response.setHeader("Sec-WebSocket-Protocol", subprotocol);
        }
        return response.build();
    }

    private void serve(Socket connection, ServerLine line) {
        synchronized (this) {
            socket = connection;
            if (cut) {
                connection.cancel();
            }
        }
        Thread writer = new Thread(() -> write(connection), "stand-in socket");
        writer.setDaemon(true);
        writer.start();
        try (BufferedSource source = Okio.buffer(connection.getSource())) {
            boolean more = true;
            while (more) {
                Frames.Frame frame = Frames.read(source);
                channels.awaitReading();
                more = takes(frame, line);
            }
        } catch (IOException e) {
            connection.cancel(); // The client went away, or the line was cut.
        } finally {
            line.gone();
            out.end();
            channels.ended(this);
        }
    }

    private void write(Socket connection) {
        try (BufferedSink sink = Okio.buffer(connection.getSink())) {
            out.drainTo(sink, null);
        } catch (IOException e) {
            connection.cancel();
        }
    }

    private boolean takes(Frames.Frame frame, ServerLine line) throws IOException {
        switch (frame.kind()) {
            case Frames.CLOSE -> {
                out.bytes(Frames.bytes(Frames.CLOSE, frame.body()));
                return false;
            }
            case Frames.PING -> {
                if (channels.answersPings()) {
                    out.bytes(Frames.bytes(Frames.PONG, frame.body()));
                }
            }
            case Frames.TEXT, Frames.BINARY, Frames.CONTINUATION -> {
                kind = frame.kind() == Frames.CONTINUATION ? kind : frame.kind();
                message.write(frame.body());
                if (frame.last()) {
                    byte[] whole = message.toByteArray();
                    message.reset();
                    boolean text = kind == Frames.TEXT;
                    line.heard(client -> {
                        if (text) {
                            client.text(new String(whole, StandardCharsets.UTF_8));
                        } else {
                            client.binary(whole);
                        }
                    });
                }
            }
            default -> {}
        }
        return true;
    }

    @Override
    public void event(String name, @Nullable String id, String data) {
        out.bytes(Frames.bytes(Frames.TEXT, data.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void comment(String text) {
        // A WebSocket has none.
    }

    @Override
    public void binary(byte[] bytes) {
        out.bytes(Frames.bytes(Frames.BINARY, bytes));
    }

    /** The connection itself ends when the client has answered, or when the server is closed. */
    @Override
    public void close(int code, String reason) {
        out.bytes(Frames.bytes(Frames.CLOSE, Frames.closing(code, reason)));
    }

    @Override
    public void cut() {
        out.cut(new byte[0]);
        Socket connection;
        synchronized (this) {
            connection = socket;
            cut = true;
        }
        if (connection != null) {
            connection.cancel();
        }
    }
}
