package dev.mooring.benchmarks;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** What is told over a WebSocket is passed on to all others: a live channel with nothing behind it. Clients are bare OkHttp. */
final class Relay extends StandInServer<Relay> implements LiveFace {
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    Relay() {
        super(false);
    }

    @Override
    protected LiveFace live() {
        return this;
    }

    @Override
    protected Relay self() {
        return this;
    }

    @Override
    public boolean takes(Request request) {
        return true;
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        return null;
    }

    @Override
    public Client connected(Request request, Line line) {
        lines.add(line);
        return new Client() {
            @Override
            public void text(String text) {
                lines.forEach(other -> {
                    if (other != line) {
                        other.send(text);
                    }
                });
            }

            @Override
            public void closed() {
                lines.remove(line);
            }
        };
    }

    /**
     * How long each of the others waits for each message, in milliseconds, one message after another.
     *
     * @param folder where each of them commits a message as a row before it counts as there; null if it counts as it comes
     */
    static double[] latencies(int listeners, int warmUp, int messages, @Nullable Path folder) throws Exception {
        OkHttpClient http = new OkHttpClient();
        List<Inserts> rows = new ArrayList<>();
        try (Relay relay = new Relay().start()) {
            Arrivals arrivals = new Arrivals(listeners, warmUp, messages);
            CountDownLatch open = new CountDownLatch(listeners + 1);
            WebSocket[] sockets = new WebSocket[listeners + 1];
            for (int i = 0; i <= listeners; i++) {
                int who = i - 1;
                Inserts own = folder == null || who < 0 ? null : new Inserts(folder.resolve("r" + who + ".db"));
                if (own != null) {
                    rows.add(own);
                }
                sockets[i] = http.newWebSocket(
                        new okhttp3.Request.Builder().url(relay.url()).build(), new WebSocketListener() {
                            @Override
                            public void onOpen(WebSocket socket, Response response) {
                                open.countDown();
                            }

                            @Override
                            public void onMessage(WebSocket socket, String text) {
                                store(own, text);
                                arrivals.arrived(who);
                            }
                        });
            }
            if (!open.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the sockets did not open");
            }
            for (int i = 0; i < warmUp + messages; i++) {
                arrivals.begin();
                sockets[0].send(Notes.payload(i));
                arrivals.await();
            }
            for (WebSocket socket : sockets) {
                socket.cancel();
            }
            return arrivals.millis();
        } finally {
            http.dispatcher().executorService().shutdownNow();
            for (Inserts each : rows) {
                each.close();
            }
        }
    }

    private static void store(@Nullable Inserts rows, String text) {
        try {
            if (rows != null) {
                rows.add(text, text);
                rows.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
