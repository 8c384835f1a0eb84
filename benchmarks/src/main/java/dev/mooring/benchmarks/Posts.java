package dev.mooring.benchmarks;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Dialect;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.WireRequest;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okio.ByteString;

/** The same batches as bare OkHttp would post them: encoded before the clock starts, and waiting in files. */
final class Posts {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Path folder;
    private final List<WireRequest> posts;

    private Posts(Path folder, List<WireRequest> posts) {
        this.folder = folder;
        this.posts = posts;
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

    /** The pushes that a drain makes, in the same bounds, each body in a file of its own. */
    static Posts encode(Path folder, BenchDialect family, String url, int count) throws IOException {
        Dialect dialect = family.writer();
        List<WireRequest> posts = new ArrayList<>();
        for (Ask.Push push : pushes(family, begin(family, url), count)) {
            WireRequest wire = dialect.encode(push);
            Files.write(
                    folder.resolve(posts.size() + ".json"),
                    Objects.requireNonNull(wire.body()).toByteArray());
            posts.add(new WireRequest(wire.method(), wire.path(), wire.headers(), null));
        }
        return new Posts(folder, posts);
    }

    /** Where a device stands that has pulled once from an empty server. */
    static Cursor begin(BenchDialect family, String url) {
        try (OkHttpTransport transport = Devices.transport(family, family.writer(), url)) {
            Answer answer = transport.exchange(new Ask.Pull(Cursor.START), (slice, after) -> {}, Cancellation.NEVER);
            return ((Answer.Settled) answer).page().cursor();
        }
    }

    static List<Ask.Push> pushes(BenchDialect family, Cursor begun, int count) {
        Dialect dialect = family.writer();
        Capabilities can = dialect.capabilities("bench");
        List<Ask.Push> pushes = new ArrayList<>();
        List<Mutation> batch = new ArrayList<>();
        long bytes = 0;
        int sent = 0;
        for (int i = 0; i < count; i++) {
            Mutation mutation = family.mutation(i).recorded(UUID.randomUUID(), NOW);
            int size = dialect.measure(mutation);
            if (batch.size() == can.maxBatchCount() || (bytes + size > can.maxBatchBytes() && !batch.isEmpty())) {
                pushes.add(push(batch, family.behind(begun, sent)));
                sent += batch.size();
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(mutation);
            bytes += size;
        }
        pushes.add(push(batch, family.behind(begun, sent)));
        return pushes;
    }

    static Ask.Push push(List<Mutation> batch, Cursor cursor) {
        return new Ask.Push(UUID.randomUUID(), cursor, NOW, batch);
    }

    double send(Bare bare) throws Exception {
        long start = Rounds.now();
        for (int i = 0; i < posts.size(); i++) {
            WireRequest post = posts.get(i);
            ByteString body = ByteString.of(Files.readAllBytes(folder.resolve(i + ".json")));
            bare.send(new WireRequest(post.method(), post.path(), post.headers(), body));
        }
        return Rounds.sinceNow(start);
    }
}
