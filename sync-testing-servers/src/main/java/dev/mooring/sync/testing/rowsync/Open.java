package dev.mooring.sync.testing.rowsync;

import dev.mooring.sync.testing.http.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Transactions that have written and not ended, and those that wait for them. Whoever writes a table writes its line of the
 * change log, so writers of one table wait for each other's end. Whoever waits keeps what it has written, so the next one waits
 * for it as well. Not thread-safe.
 */
final class Open {
    private final Set<Transaction> holding = new HashSet<>();
    private final List<Transaction> waiting = new ArrayList<>();

    /** Whether a transaction has to wait for another one's end. */
    boolean blocks(Transaction transaction) {
        return isBlocked(transaction, waiting);
    }

    private boolean isBlocked(Transaction transaction, List<Transaction> before) {
        return holding.stream().anyMatch(open -> meet(open, transaction))
                || before.stream().anyMatch(open -> meet(open, transaction));
    }

    private static boolean meet(Transaction one, Transaction other) {
        return !Collections.disjoint(one.tables(), other.tables());
    }

    /** It has written, and will end one day. */
    void hold(Transaction transaction) {
        holding.add(transaction);
    }

    void await(Transaction transaction) {
        waiting.add(transaction);
    }

    /** One of them ends; so do those that waited for it alone, in the order in which they came. */
    Reply end(Transaction transaction, Function<Transaction, Reply> run) {
        holding.remove(transaction);
        Reply reply = run.apply(transaction);
        List<Transaction> still = new ArrayList<>();
        for (Iterator<Transaction> next = waiting.iterator(); next.hasNext(); ) {
            Transaction waited = next.next();
            if (isBlocked(waited, still)) {
                still.add(waited);
            } else {
                next.remove();
                Reply ignored = run.apply(waited);
            }
        }
        return reply;
    }
}
