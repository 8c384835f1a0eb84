package dev.mooring.sync.okhttp.entitysync;

import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What makes sure that something that was heard is newer than every answer over HTTP. The server's keys have no order, and a socket may be
 * late, so nothing else may be applied over such an answer.
 *
 * <p>What was asked for while no exchange ran, and came before another one began, is newer than all answers: the server read it after it
 * had given them. What came unasked is so by its time, with some slack, as several machines tell it. Before the first complete pull of a
 * connection nothing is.
 */
final class Freshness {
    /** Clocks of several machines, and an answer's time that is cut to seconds. */
    private static final Duration SLACK = Duration.ofSeconds(6);

    private boolean pulled;
    private boolean running;
    private long exchanges;
    private @Nullable Instant answered;

    /** An exchange begins. */
    void begins() {
        running = true;
        exchanges++;
    }

    /** Something was written over the socket. */
    void wrote() {
        exchanges++;
    }

    /**
     * It has ended.
     *
     * @return whether it was the end of a complete pull
     */
    boolean ends(Ask ask, @Nullable Answer answer, @Nullable Instant at) {
        running = false;
        answered = at;
        boolean whole = ask instanceof Ask.Pull
                && answer instanceof Answer.Settled settled
                && !settled.page().more();
        pulled |= whole;
        return whole;
    }

    boolean isBegun() {
        return pulled;
    }

    /** Whether something may be asked for now. */
    boolean isQuiet() {
        return pulled && !running;
    }

    /** Names the time between two exchanges that it is. */
    long now() {
        return exchanges;
    }

    /** Whether what was asked for then, and is there now, is newer than all answers. */
    boolean isNewer(long asked) {
        return isQuiet() && asked == exchanges;
    }

    /** Whether what came unasked, at a time of the server, is. */
    boolean isNewer(@Nullable Instant told) {
        Instant last = answered;
        return isQuiet() && last != null && told != null && told.isAfter(last.plus(SLACK));
    }

    /** The server's time at the last answer; null if it did not say. */
    @Nullable
    Instant answered() {
        return answered;
    }
}
