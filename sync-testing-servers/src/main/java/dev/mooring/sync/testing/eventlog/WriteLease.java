package dev.mooring.sync.testing.eventlog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Who may write into a log: one writer at a time, until some time. Each one that takes it over has a greater token. Not thread-safe. */
final class WriteLease {
    static final String SERVER = "server";
    static final String NOBODY = "";

    private final Clock clock;
    private final Duration length;
    private final boolean repeatsTokens;
    private String holder = NOBODY;
    private Instant until = Instant.EPOCH;
    private long token;

    WriteLease(Clock clock, Duration length, boolean repeatsTokens) {
        this.clock = clock;
        this.length = length;
        this.repeatsTokens = repeatsTokens;
    }

    long token() {
        return token;
    }

    /** The writer that holds it now, the server, or nobody. */
    String holder() {
        boolean over = !holder.equals(SERVER) && !clock.instant().isBefore(until);
        return over ? NOBODY : holder;
    }

    boolean isHeldBy(String writer) {
        return !writer.isEmpty() && holder().equals(writer);
    }

    /** Whether a client holds it, so that the server itself has to wait. */
    boolean isHeldByClient() {
        String now = holder();
        return !now.equals(NOBODY) && !now.equals(SERVER);
    }

    /** A writer stores events. */
    void written(String writer) {
        if (!isHeldBy(writer)) {
            boolean grows = !repeatsTokens || holder.isEmpty() || writer.equals(SERVER);
            holder = writer;
            token += grows ? 1 : 0;
        }
        until = clock.instant().plus(length);
    }

    void renew(String writer) {
        if (isHeldBy(writer)) {
            until = clock.instant().plus(length);
        }
    }

    boolean release(String writer, long itsToken) {
        boolean held = isHeldBy(writer) && itsToken == token;
        if (held) {
            holder = NOBODY;
        }
        return held;
    }

    /** A restart that remembers nothing, or another history. */
    void forget(long next) {
        holder = NOBODY;
        token = next;
    }

    String json(String asker) {
        return "{\"fencing_token\":" + token + ",\"held\":" + isHeldBy(asker) + ",\"expires_in_ms\":" + left() + "}";
    }

    String status() {
        return "{\"fencing_token\":" + token + ",\"held_by\":\"" + holder() + "\",\"expires_in_ms\":" + left() + "}";
    }

    private long left() {
        return isHeldByClient()
                ? Math.max(0, Duration.between(clock.instant(), until).toMillis())
                : 0;
    }
}
