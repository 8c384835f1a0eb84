package dev.mooring.sync.okhttp.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.spi.WakeUps;
import dev.mooring.sync.spi.WakeUps.End;
import dev.mooring.sync.testing.live.PhoenixServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The channel against the stand-in, over loopback. */
@Timeout(30)
class PhoenixRoundTripTest implements WakeUps.Listener {
    private final PhoenixServer server = new PhoenixServer().start();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private WakeUps.Connection connection;

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    private void open(int serializer) {
        connection = LiveChannels.phoenix(server.url() + "/realtime/v1", "room")
                .changesOf("public", "tune", "owner=eq.u1")
                .broadcasts("news")
                .serializer(serializer)
                .apiKey("k")
                .credentials(Credentials.bearer("t1"))
                .build()
                .open(this);
    }

    @Override
    public void opened(boolean watchesItself) {
        told.add(watchesItself ? "opened, watches itself" : "opened");
    }

    @Override
    public void alive() {
        // As often as it likes.
    }

    @Override
    public void woken(boolean brought) {
        told.add("woken " + brought);
    }

    @Override
    public void shown() {}

    @Override
    public void closed(End end) {
        told.add(end.kind().name());
    }

    private void hears(String expected) throws InterruptedException {
        assertEquals(expected, told.poll(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRowAndABroadcastWake(int serializer) throws InterruptedException {
        open(serializer);
        hears("opened");
        assertEquals(List.of("t1"), server.tokens());
        server.changed("public", "tune", "owner", "u1");
        hears("woken false");
        server.broadcast("room", "other", "{}", true);
        server.broadcast("room", "news", "{}", true);
        hears("woken false");
        server.crash();
        hears("AWAY");
        assertTrue(told.isEmpty());
    }

    @Test
    void aTokenThatIsRefusedEndsIt() throws InterruptedException {
        server.accepts("t2");
        open(2);
        hears("AUTH_REQUIRED");
    }

    /** The socket is half-open, which a channel without a protocol of its own finds out by its pings. */
    @Test
    void aSocketThatAnswersNoPingIsLost() throws InterruptedException {
        server.channels().answerPings(false);
        OkHttpClient pinging =
                new OkHttpClient.Builder().pingInterval(Duration.ofMillis(100)).build();
        connection = LiveChannels.webSocket(server.url() + "/realtime/v1/websocket?apikey=k&vsn=2.0.0")
                .client(pinging)
                .build()
                .open(this);
        hears("opened, watches itself");
        hears("LOST");
        assertTrue(told.isEmpty());
    }

    @Test
    void otherFiltersThanAskedForAreNoChannel() throws InterruptedException {
        server.nextJoins(PhoenixServer.Join.OTHER_FILTERS, 1);
        open(2);
        hears("ABSENT");
    }
}
