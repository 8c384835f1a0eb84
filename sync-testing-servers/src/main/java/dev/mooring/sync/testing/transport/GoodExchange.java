package dev.mooring.sync.testing.transport;

import dev.mooring.sync.spi.Ask;
import java.util.List;

/**
 * An ask, and the body of a 200 that answers it well: head, one piece per change with commas between them, tail.
 *
 * @param ask what is asked
 * @param head what stands before the first change
 * @param changes what stands for each change; empty for a push
 * @param tail what stands behind the last change
 */
public record GoodExchange(Ask ask, String head, List<String> changes, String tail) {
    /**
     * Copies the list.
     *
     * @param ask what is asked
     * @param head what stands before the first change
     * @param changes what stands for each change
     * @param tail what stands behind the last change
     */
    public GoodExchange {
        changes = List.copyOf(changes);
    }

    /**
     * A whole body.
     *
     * @return the text
     */
    public String body() {
        return body(changes.size());
    }

    /**
     * A whole body with the first changes only.
     *
     * @param count how many
     * @return the text
     */
    public String body(int count) {
        return head + String.join(",", changes.subList(0, count)) + tail;
    }

    /**
     * How many changes are whole in the first part of the body.
     *
     * @param length of the part; the body must be ASCII
     * @return the count
     */
    public int wholeIn(int length) {
        int end = head.length();
        int whole = 0;
        for (String change : changes) {
            end += change.length() + (whole == 0 ? 0 : 1);
            if (end > length) {
                return whole;
            }
            whole++;
        }
        return whole;
    }
}
