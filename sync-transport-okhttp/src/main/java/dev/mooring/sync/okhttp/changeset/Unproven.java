package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.spi.Ask;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;

/**
 * What was sent to servers that acknowledge nothing, and under which version. Such a server shows the next connection no more than the last
 * version that it took. So each batch goes out under a version that nothing went out under before, and that version proves it. Thread-safe.
 */
final class Unproven {
    private final Map<ByteString, Sent> last = new ConcurrentHashMap<>();

    /** A batch, and the version that the server holds once it has taken it. */
    private record Sent(UUID batch, long highest) {}

    /** The least version that a batch may go out under. */
    long least(ByteString site, long held) {
        Sent before = last.get(site);
        return 1 + (before == null ? held : Math.max(held, before.highest));
    }

    /**
     * A batch goes out.
     *
     * @param highest its highest version
     */
    void sent(ByteString site, Ask.Push push, long highest) {
        last.put(site, new Sent(push.key(), highest));
    }

    /** Whether a server that holds so much has taken a batch; false as well if this process has not sent it as its last one. */
    boolean proves(ByteString site, Ask.Push push, long held) {
        Sent before = last.get(site);
        return before != null && before.batch.equals(push.key()) && held >= before.highest;
    }
}
