package dev.mooring.sync.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.TreeMap;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;

/** A server of WebSockets that does nothing by itself: what it says is written byte for byte. One connection after the other. */
public final class RawSocketServer implements AutoCloseable {
    private final ServerSocket listening;
    private final Script script;
    private final TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private volatile Throwable failure;
    private volatile Socket open;

    /** What is said. */
    public interface Script {
        void run(Line line) throws IOException;
    }

    public RawSocketServer(Script script) throws IOException {
        this.script = script;
        this.listening = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        Thread thread = new Thread(this::serve, "raw-socket-server");
        thread.setDaemon(true);
        thread.start();
    }

    public String url() {
        return "http://localhost:" + listening.getLocalPort() + "/";
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                open = socket;
                script.run(new Line(socket));
            } catch (IOException over) {
                // The client has left, or the test is over.
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (open != null) {
            open.close();
        }
        if (failure != null) {
            throw new AssertionError("the script failed", failure);
        }
    }

    /** One connection. */
    public final class Line {
        public final BufferedSource in;
        public final BufferedSink out;

        Line(Socket socket) throws IOException {
            in = Okio.buffer(Okio.source(socket));
            out = Okio.buffer(Okio.sink(socket));
        }

        /** Reads the request. */
        public String request() throws IOException {
            String first = in.readUtf8LineStrict();
            headers.clear();
            for (String line = in.readUtf8LineStrict(); !line.isEmpty(); line = in.readUtf8LineStrict()) {
                headers.put(
                        line.substring(0, line.indexOf(':')),
                        line.substring(line.indexOf(':') + 1).trim());
            }
            return first;
        }

        public String header(String name) {
            return headers.get(name);
        }

        public String accept() {
            return ByteString.encodeUtf8(header("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                    .sha1()
                    .base64();
        }

        /** Reads the request and lets the client in. */
        public Line welcome() throws IOException {
            request();
            return answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept() + "\r\nSec-WebSocket-Protocol: "
                    + header("Sec-WebSocket-Protocol") + "\r\n\r\n");
        }

        public Line answer(String text) throws IOException {
            out.writeUtf8(text).flush();
            return this;
        }

        /** Says a frame. */
        public Line frame(int first, ByteString payload) throws IOException {
            out.writeByte(first);
            if (payload.size() <= 125) {
                out.writeByte(payload.size());
            } else if (payload.size() <= 0xffff) {
                out.writeByte(126).writeShort(payload.size());
            } else {
                out.writeByte(127).writeLong(payload.size());
            }
            out.write(payload).flush();
            return this;
        }

        public Line binary(ByteString payload) throws IOException {
            return frame(0x82, payload);
        }

        /** The client's next frame: its first byte, then what it says. */
        public ByteString heard() throws IOException {
            int first = in.readByte() & 0xff;
            int second = in.readByte() & 0xff;
            if ((second & 0x80) == 0) {
                throw new AssertionError("a frame of a client without a mask");
            }
            long length = second & 0x7f;
            length = length == 126 ? in.readShort() & 0xffff : length == 127 ? in.readLong() : length;
            byte[] mask = in.readByteArray(4);
            byte[] payload = in.readByteArray(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            return new Buffer().writeByte(first).write(payload).readByteString();
        }
    }
}
