package dev.mooring.benchmarks;

import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Ask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.net.SocketFactory;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.ByteString;

/** The same batches as bare OkHttp would post them: encoded before the clock starts, and waiting in files. */
final class Posts {
    private static final MediaType JSON = MediaType.get("application/json");

    private final String user;
    private final Path folder;
    private final int files;

    private Posts(String user, Path folder, int files) {
        this.user = user;
        this.folder = folder;
        this.files = files;
    }

    /** OkHttp with sockets that send at once. */
    static OkHttpClient prompt() {
        SocketFactory sockets = new SocketFactory() {
            @Override
            public Socket createSocket() throws IOException {
                Socket socket = new Socket();
                socket.setTcpNoDelay(true);
                return socket;
            }

            @Override
            public Socket createSocket(String host, int port) throws IOException {
                throw new IOException("OkHttp connects by itself");
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
                return createSocket(host, port);
            }

            @Override
            public Socket createSocket(InetAddress host, int port) throws IOException {
                return createSocket(host.getHostAddress(), port);
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
                    throws IOException {
                return createSocket(host, port);
            }
        };
        return new OkHttpClient.Builder().socketFactory(sockets).build();
    }

    static Posts encode(Path folder, int count, String user) throws IOException {
        EventLogDialect dialect = EventLogDialect.builder(user).device("bench").build();
        List<Ask.Push> pushes = Drain.pushes(dialect, count, 0);
        for (int i = 0; i < pushes.size(); i++) {
            Files.write(
                    folder.resolve(i + ".json"), body(dialect, pushes.get(i)).toByteArray());
        }
        return new Posts(user, folder, pushes.size());
    }

    /** The bytes of a push. */
    static ByteString body(EventLogDialect dialect, Ask.Push push) {
        return Objects.requireNonNull(dialect.encode(push).body(), "a push has a body");
    }

    static double send(OkHttpClient http, String url, Posts posts) throws IOException {
        long start = System.nanoTime();
        for (int i = 0; i < posts.files; i++) {
            post(http, url, posts.user, ByteString.of(Files.readAllBytes(posts.folder.resolve(i + ".json"))));
        }
        return Rounds.since(start);
    }

    static void post(OkHttpClient http, String url, String user, ByteString body) throws IOException {
        Request request = new Request.Builder()
                .url(url + "/do/sync")
                .header("X-User-Id", user)
                .post(RequestBody.create(body, JSON))
                .build();
        try (Response response = http.newCall(request).execute()) {
            String answer = response.body().string();
            if (response.code() != 200) {
                throw new IOException("the bare post was answered " + response.code() + " " + answer);
            }
        }
    }
}
