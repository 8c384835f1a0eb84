package dev.mooring.sync.okhttp;

import dev.mooring.sync.SyncException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that have gone out lately, so that a server which says one of them back in its words does not get it into a report, a
 * status, a log or an export. Whatever a transport says of an exchange goes through here; changes and the answers of API calls, which
 * are the app's own, do not.
 */
final class Secrets {
    private static final String MASK = "[credential]";
    private static final int SHORTEST = 4;
    private static final int KEPT = 16;

    /** So much of a token in words that were cut short is the token. */
    private static final int PREFIX = 8;

    private final Set<String> parts = new LinkedHashSet<>();

    /** A header's value goes out: the whole of it, the token behind a scheme, and the values of cookies are secret. */
    synchronized void sent(String value) {
        add(value);
        for (String pair : value.split(";", -1)) {
            String part = pair.trim();
            add(part.substring(part.indexOf('=') + 1));
            int space = part.indexOf(' ');
            if (space > 0) {
                add(part.substring(space + 1).trim());
            }
        }
        while (parts.size() > KEPT) {
            parts.remove(parts.iterator().next());
        }
    }

    private void add(String part) {
        if (part.length() >= SHORTEST) {
            parts.remove(part);
            parts.add(part);
        }
    }

    /** The same words without them, and without the beginning of one where the words were cut short. */
    synchronized String out(String words) {
        String clean = words;
        for (String part : parts) {
            clean = clean.replace(part, MASK);
        }
        for (String part : parts) {
            clean = part.indexOf(' ') < 0 && part.length() > PREFIX ? withoutBeginnings(clean, part) : clean;
        }
        return clean;
    }

    private static String withoutBeginnings(String words, String part) {
        StringBuilder clean = new StringBuilder(words);
        int at = clean.indexOf(part.substring(0, PREFIX));
        while (at >= 0) {
            int end = PREFIX;
            while (end < part.length() && at + end < clean.length() && clean.charAt(at + end) == part.charAt(end)) {
                end++;
            }
            clean.replace(at, at + end, MASK);
            at = clean.indexOf(part.substring(0, PREFIX), at + MASK.length());
        }
        return clean.toString();
    }

    private synchronized boolean isEmpty() {
        return parts.isEmpty();
    }

    private boolean isClean(@Nullable Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String words = String.valueOf(each.getMessage());
            if (!out(words).equals(words)) {
                return false;
            }
        }
        return true;
    }

    /** The same failure without them; a cause that tells them is left out. */
    SyncException out(SyncException failure) {
        if (isClean(failure)) {
            return failure;
        }
        String words = out(String.valueOf(failure.getMessage()));
        Throwable cause = isClean(failure.getCause()) ? failure.getCause() : null;
        SyncException clean = failure;
        if (failure instanceof TransportException e) {
            clean = new TransportException(e.kind(), e.delivery(), e.retryAfter(), words, cause);
        } else if (failure instanceof ProtocolException e) {
            clean = new ProtocolException(e.kind(), words, cause);
        }
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }

    /** The same answer without them in the server's words. */
    Answer out(Answer answer) {
        if (isEmpty()) {
            return answer;
        }
        if (answer instanceof Answer.Diverged a) {
            return new Answer.Diverged(a.page(), out(a.reason()));
        } else if (answer instanceof Answer.CallFailed a) {
            return new Answer.CallFailed(out(a.reason()));
        } else if (answer instanceof Answer.Incompatible a) {
            return new Answer.Incompatible(a.mismatch(), out(a.reason()), a.known());
        } else if (answer instanceof Answer.HistoryReplaced a) {
            return new Answer.HistoryReplaced(a.cursor(), a.snapshot(), out(a.reason()));
        }
        Answer.Settled settled = (Answer.Settled) answer;
        List<Outcome> outcomes = new ArrayList<>(settled.outcomes().size());
        for (Outcome outcome : settled.outcomes()) {
            outcomes.add(out(outcome));
        }
        return new Answer.Settled(outcomes, settled.page(), settled.response());
    }

    private Outcome out(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected o) {
            return new Outcome.Rejected(o.mutation(), out(o.reason()));
        } else if (outcome instanceof Outcome.Conflict o) {
            return new Outcome.Conflict(o.mutation(), out(o.reason()));
        } else if (outcome instanceof Outcome.Waiting o) {
            return new Outcome.Waiting(o.mutation(), o.collection(), o.key(), out(o.reason()));
        } else if (outcome instanceof Outcome.Deferred o) {
            return new Outcome.Deferred(o.mutation(), out(o.reason()));
        }
        return outcome;
    }
}
