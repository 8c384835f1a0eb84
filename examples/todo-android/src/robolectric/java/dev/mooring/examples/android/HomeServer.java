package dev.mooring.examples.android;

import dev.mooring.sync.testing.eventlog.EventLogServer;
import dev.mooring.sync.testing.eventlog.StoredEvent;
import dev.mooring.sync.testing.http.ClosedPort;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stand-in of the event-log server with one rule of the house in front of it: a title that is too long is refused for good. A laptop
 * without a window writes into its log.
 */
final class HomeServer extends StandInServer<HomeServer> {
    static final String USER = "ada";

    private static final int LONGEST_TITLE = 60;
    private static final Instant FIRST = Instant.parse("2026-01-05T07:30:00Z");

    /** A title in a row, in a payload that is text inside JSON. */
    private static final Pattern TITLE = Pattern.compile("\\\\\"title\\\\\":\\\\\"(.*?)\\\\\"");

    private final EventLogServer log = EventLogServer.builder().build();
    private volatile CountDownLatch taking = new CountDownLatch(0);
    private int port;
    private @Nullable ClosedPort kept;

    HomeServer() {
        super(false);
    }

    /** Listens at the port of the last time, or at a free one. */
    void open() {
        giveBack();
        start(port);
        port = URI.create(url()).getPort();
    }

    /** Stops listening, and keeps the port, so that no server of another test answers there. */
    void shut() {
        close();
        giveBack();
        kept = new ClosedPort(port);
    }

    /** Gives the port back that was kept. */
    void giveBack() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }

    @Override
    protected Reply answer(Request request) {
        if (request.method().equals("POST")) {
            await(taking);
            Matcher title = TITLE.matcher(request.text());
            while (title.find()) {
                if (title.group(1).length() > LONGEST_TITLE) {
                    return Reply.of(
                            413,
                            Map.of("Content-Type", "application/json"),
                            "{\"error\":\"A title here has at most " + LONGEST_TITLE + " characters.\"}");
                }
            }
        }
        return log.handle(request);
    }

    /** Has what is sent wait until that is run. */
    Runnable hold() {
        CountDownLatch held = new CountDownLatch(1);
        taking = held;
        return held::countDown;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected HomeServer self() {
        return this;
    }

    List<String> payloads(String user) {
        return log.events(user).stream().map(StoredEvent::payload).toList();
    }

    /** Forgets what came after the first few events. */
    void restore(long kept) {
        log.truncate(USER, kept);
    }

    // ---- the laptop

    void write(String... titles) {
        for (int i = 0; i < titles.length; i++) {
            put(i, "insert", row(i, titles[i], 0));
        }
    }

    void rename(int item, String title) {
        put(item, "update", row(item, title, 0).replaceAll("\\}$", "},\"changed\":[\"title\"]"));
    }

    void tick(int item, String title) {
        put(item, "update", row(item, title, 1).replaceAll("\\}$", "},\"changed\":[\"done\"]"));
    }

    private static String row(int item, String title, int done) {
        return "\"row\":{\"id\":\"" + id(item) + "\",\"title\":\"" + title + "\",\"done\":" + done + ",\"added_at\":\""
                + FIRST.plusSeconds(item) + "\"}";
    }

    private void put(int item, String kind, String rest) {
        long sequence = log.latest(USER) + 1;
        String payload = "{\"mooring\":{\"v\":1,\"id\":\"" + UUID.nameUUIDFromBytes(new byte[] {(byte) sequence})
                + "\",\"device\":\"laptop\",\"collection\":\"todo\",\"key\":\"" + id(item) + "\",\"kind\":\"" + kind
                + "\"},\"data\":{\"op\":\"" + kind + "\"," + rest + "}}";
        String at = FIRST.plusSeconds(60 * sequence).plusMillis(1).toString();
        log.put(USER, new StoredEvent(sequence, at, "user_action", "1", payload));
    }

    private static String id(int item) {
        return new UUID(0x6d6f_6f72_0000_4000L, 0x8000_0000_0000_0000L + item + 1).toString();
    }
}
