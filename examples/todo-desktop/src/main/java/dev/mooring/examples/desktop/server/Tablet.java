package dev.mooring.examples.desktop.server;

import dev.mooring.sync.testing.eventlog.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A third device without a window, so that the server has a history: it writes to-dos, ticks them and thinks better of it, over and
 * over, as a list does that is in use for years.
 */
public final class Tablet {
    private static final Instant FIRST = Instant.parse("2026-01-05T07:30:00Z");
    private static final List<String> TITLES = List.of(
            "Book the ferry to Vis",
            "Sharpen the kitchen knives",
            "Call Grace about Sunday",
            "Return the library books",
            "Order seeds for the balcony",
            "Fix the back door",
            "Renew the passport");

    private static final List<String> NEW_TITLES =
            List.of("Paint the balcony", "Find a plumber", "Write to Ada's school");

    private final HomeServer server;

    /**
     * A tablet on the server's side of the network.
     *
     * @param server into whose log it writes
     */
    public Tablet(HomeServer server) {
        this.server = server;
    }

    /** Writes the list. */
    public void write() {
        write(TITLES, 0);
        edit(1, 1);
        edit(3, 1);
    }

    /** Writes another list, on a server that has lost the first one. */
    public void beginAnew() {
        write(NEW_TITLES, TITLES.size());
    }

    private void write(List<String> titles, int first) {
        for (int i = 0; i < titles.size(); i++) {
            put(first + i, "insert", row(first + i, titles.get(i), 0));
        }
    }

    /**
     * Ticks items and unticks them, one event each, and leaves the list as it was.
     *
     * @param events how many, rounded down to an even number
     */
    public void work(int events) {
        for (int i = 0; i < events / 2; i++) {
            int item = i % TITLES.size();
            int done = item == 1 || item == 3 ? 1 : 0;
            edit(item, 1 - done);
            edit(item, done);
        }
    }

    private void edit(int item, int done) {
        put(item, "update", row(item, TITLES.get(item), done).replaceAll("\\}$", "},\"changed\":[\"done\"]"));
    }

    private static String row(int item, String title, int done) {
        return "\"row\":{\"id\":\"" + id(item) + "\",\"title\":\"" + title + "\",\"done\":" + done + ",\"added_at\":\""
                + FIRST.plusSeconds(item) + "\"}";
    }

    private void put(int item, String kind, String rest) {
        long sequence = server.latest() + 1;
        String payload = "{\"mooring\":{\"v\":1,\"id\":\""
                + UUID.nameUUIDFromBytes(new byte[] {(byte) sequence, (byte) (sequence >> 8), (byte) (sequence >> 16)})
                + "\",\"device\":\"tablet\",\"collection\":\"todo\",\"key\":\"" + id(item) + "\",\"kind\":\"" + kind
                + "\"},\"data\":{\"op\":\"" + kind + "\"," + rest + "}}";
        String at = FIRST.plusSeconds(60 * sequence).plusMillis(1).toString();
        server.log().put(HomeServer.USER, new StoredEvent(sequence, at, "user_action", "1", payload));
    }

    private static String id(int item) {
        return new UUID(0x6d6f_6f72_0000_4000L, 0x8000_0000_0000_0000L + item + 1).toString();
    }
}
