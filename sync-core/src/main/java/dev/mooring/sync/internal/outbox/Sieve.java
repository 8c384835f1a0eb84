package dev.mooring.sync.internal.outbox;

import dev.mooring.sync.spi.storage.OutboxEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the next batch is picked, to find the one mutation that a server chokes on. A value: each method returns the next one.
 *
 * <p>A server that answers a batch with a failure, again and again, while it can be reached and does not have the batch, is
 * either sick or cannot digest one of the members. The sieve tells which: batches are halved until one mutation is left,
 * that one is <em>held</em> back with its key's successors, and the next one is tried. If that fails as well, the server is
 * sick and nobody is blamed. If it passes, the held one stands <em>trial</em>: it is sent alone once more, as the server may
 * have recovered meanwhile; only if it fails again, it is the culprit.
 *
 * <p>It is kept from one run to the next. The count of failures is also in the frozen batch, so that a process that syncs once
 * and ends gets there as well.
 *
 * @param ceiling the most mutations that a batch may have, as far as the server has said
 * @param limit the most that the next one has
 * @param failures the failures that the next one starts with
 * @param held a mutation that is held back; null if there is none
 * @param reason the server's words about it; empty if there is none
 * @param trial whether the held one is sent next, alone
 */
public record Sieve(
        int ceiling, int limit, int failures, @Nullable OutboxEntry held, String reason, boolean trial) {
    /** So often a batch must fail before anything in it is suspected. */
    public static final int PATIENCE = 3;

    /** Nothing is suspected. */
    public static Sieve of(int mostMutations) {
        return new Sieve(mostMutations, mostMutations, 0, null, "", false);
    }

    private Sieve limit(int most) {
        return new Sieve(ceiling, most, failures, held, reason, trial);
    }

    /** Whether nothing is searched for. */
    public boolean isOpen() {
        return held == null && failures == 0 && limit == ceiling;
    }

    /** A batch that is no more has failed so often. */
    public Sieve failed(int times) {
        return new Sieve(ceiling, limit, Math.max(failures, times), held, reason, trial);
    }

    /** The server took a batch. */
    public Sieve passed() {
        int most = Math.min(ceiling, limit * 2);
        if (held != null && !trial) {
            return new Sieve(ceiling, most, failures, held, reason, true);
        }
        return new Sieve(ceiling, most, most == ceiling ? 0 : failures, null, "", false);
    }

    /** Whether the batch that failed was the trial of the held one, which is then the culprit. */
    public boolean convicts(List<OutboxEntry> sent) {
        return trial && held != null && held.seq() == sent.get(0).seq();
    }

    /** The server says that a batch of this size is too large. */
    public Sieve tooLarge(int size) {
        int most = Math.max(1, size / 2);
        return new Sieve(most, most, failures, held, reason, trial);
    }

    /** The server refuses the content of a batch of this size: half of it is tried. */
    public Sieve halve(int size) {
        return limit(Math.max(1, size / 2));
    }

    /** Whether another batch is worth trying at once, after this one has failed so often that a member is suspected. */
    public boolean triesAnother(List<OutboxEntry> sent) {
        return sent.size() > 1 || held == null;
    }

    /** A batch has failed so often that a member is suspected, with these words of the server. */
    public Sieve suspect(List<OutboxEntry> sent, String words) {
        if (sent.size() > 1) {
            return new Sieve(ceiling, Math.max(1, sent.size() / 2), PATIENCE, held, reason, trial);
        }
        return held == null
                ? new Sieve(ceiling, 1, PATIENCE, sent.get(0), words, trial)
                : new Sieve(ceiling, 1, PATIENCE, null, "", false);
    }

    /** Lets the held one go. */
    public Sieve release() {
        return new Sieve(ceiling, limit, failures, null, "", false);
    }
}
