package dev.mooring.examples.server.live;

import dev.mooring.examples.server.log.Head;
import dev.mooring.examples.server.log.JsonText;
import dev.mooring.examples.server.log.Page;
import org.jspecify.annotations.Nullable;

/**
 * What one who listens is told, as {@code docs/event-log.md} defines it.
 *
 * @param type {@code open}, {@code events}, {@code news} or {@code moved}
 * @param last the last sequence of the events; null where there are none
 * @param json what is told
 */
public record Message(String type, @Nullable String last, String json) {
    /** The most new events of one message. */
    public static final int MOST_EVENTS = 100;

    /** What the events of one message may weigh. */
    public static final long MOST_BYTES = 256 * 1024;

    /** The first one. */
    public static Message open(Head head) {
        return new Message("open", null, "{\"latest\":" + head.latest() + facts(head));
    }

    /** The last one: this is no longer the log that was listened to. */
    public static Message moved(String reason) {
        return new Message("moved", null, "{\"reason\":" + JsonText.quote(reason) + "}");
    }

    /**
     * What is new behind a sequence: the events, if they fit and continue what is known, and otherwise that there is something.
     *
     * @param at the last sequence that was told
     * @param page the log from {@code at} on
     */
    public static Message news(long at, Page page, Head head) {
        long expected = head.latest() - at + (at > 0 ? 1 : 0);
        boolean continues = at >= head.compactedTo()
                && head.latest() - at <= MOST_EVENTS
                && !page.more()
                && page.events().size() == expected
                && (at == 0 || page.events().get(0).startsWith("{\"sequence\":" + at + ","));
        long bytes = page.events().stream().mapToLong(String::length).sum();
        return continues && bytes <= MOST_BYTES
                ? new Message(
                        "events",
                        Long.toString(head.latest()),
                        "{\"events\":[" + String.join(",", page.events()) + "]" + facts(head))
                : new Message("news", null, "{\"latest\":" + head.latest() + facts(head));
    }

    /** What each message tells of the log. */
    private static String facts(Head head) {
        return ",\"history\":" + JsonText.quote(head.history()) + ",\"fencing_token\":"
                + head.lease().token() + "}";
    }
}
