package dev.mooring.sync.internal.status;

import dev.mooring.sync.status.SyncStatus.Cause;
import dev.mooring.sync.status.SyncStatus.Reason;
import dev.mooring.sync.status.Thresholds;
import dev.mooring.sync.status.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failures since the last success. A failure counts towards {@code STUCK} only if the server was there; a server that is not
 * reached at all is just away. Not thread-safe: its owner guards it.
 */
final class Setbacks {
    private final Thresholds limits;
    private final List<Reason> last = new ArrayList<>();
    private int attempts;
    private int rapid;
    private boolean reachedLast;
    private @Nullable Instant since;
    private long failingSince = Long.MIN_VALUE;
    private long lastAt;

    Setbacks(Thresholds limits) {
        this.limits = limits;
    }

    /** Once more; whether anybody was reached, and when by the monotonic clock. */
    void failed(Reason reason, boolean reached, long nanos) {
        attempts++;
        since = since == null ? reason.since() : since;
        last.add(0, reason);
        if (last.size() > Trouble.KEPT) {
            last.remove(Trouble.KEPT);
        }
        boolean follows = reachedLast && nanos - lastAt <= limits.rapid().toNanos();
        rapid = !reached ? 0 : follows ? rapid + 1 : 1;
        if (!reached) {
            failingSince = Long.MIN_VALUE;
        } else if (failingSince == Long.MIN_VALUE) {
            failingSince = nanos;
        }
        reachedLast = reached;
        lastAt = nanos;
    }

    /** The last failure since the last success. */
    @Nullable
    Reason newest() {
        return last.isEmpty() ? null : last.get(0);
    }

    /** A sync has succeeded: what failed before counts no more. */
    void succeeded() {
        last.clear();
        attempts = 0;
        rapid = 0;
        reachedLast = false;
        since = null;
        failingSince = Long.MIN_VALUE;
    }

    /** For the app to show. */
    @Nullable
    Trouble trouble() {
        Instant first = since;
        if (first == null) {
            return null;
        }
        List<Cause> causes = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        for (Reason reason : last) {
            causes.add(reason.cause());
            answers.add(reason.words());
        }
        return new Trouble(
                attempts, first, Collections.unmodifiableList(causes), Collections.unmodifiableList(answers));
    }

    /** Whether this is more than a passing trouble. */
    boolean stuck(boolean pending, long nanos) {
        return rapid >= limits.rapidFailures() || (pending && stuckIn(nanos) <= 0);
    }

    /** In how many nanoseconds it will be, while something is pending; a negative number if it is. */
    long stuckIn(long nanos) {
        return failingSince == Long.MIN_VALUE
                ? Long.MAX_VALUE
                : limits.stuckAfter().toNanos() - (nanos - failingSince);
    }
}
