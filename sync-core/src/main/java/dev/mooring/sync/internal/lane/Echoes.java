package dev.mooring.sync.internal.lane;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.ProtocolException;
import dev.mooring.sync.TransportException;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a server says back of what it was sent, taken out of its words: those are kept, shown and logged, and payloads are not. Of a
 * payload that is every text and every longer number in it; the names of its members are left, as they help to find the fault.
 * Words may have been cut short, so the beginning of a text counts as the text.
 */
final class Echoes {
    private static final String MASK = "[…]";

    /** What is shorter tells nothing, and stands in many words by chance. */
    private static final int SHORTEST = 4;

    private static final int BEGINNING = 8;

    private final List<Mutation> sent;

    /** Of these. */
    Echoes(List<Mutation> sent) {
        this.sent = sent;
    }

    /** The same failure without them. */
    RuntimeException out(RuntimeException failure) {
        String said = failure.getMessage();
        String clean = said == null ? "" : out(said);
        if (said == null || clean.equals(said)) {
            return failure;
        }
        if (failure instanceof TransportException e) {
            return new TransportException(e.kind(), e.delivery(), e.retryAfter(), clean, e.getCause());
        }
        return failure instanceof ProtocolException e ? new ProtocolException(e.kind(), clean, e.getCause()) : failure;
    }

    /** The same answer without them. */
    Answer out(Answer answer) {
        if (answer instanceof Answer.Diverged a) {
            return new Answer.Diverged(a.page(), out(a.reason()));
        } else if (answer instanceof Answer.Incompatible a) {
            return new Answer.Incompatible(a.mismatch(), out(a.reason()));
        } else if (answer instanceof Answer.HistoryReplaced a) {
            return new Answer.HistoryReplaced(a.cursor(), a.snapshot(), out(a.reason()));
        } else if (answer instanceof Answer.Settled a) {
            List<Outcome> outcomes = new ArrayList<>(a.outcomes().size());
            for (Outcome outcome : a.outcomes()) {
                outcomes.add(out(outcome));
            }
            return new Answer.Settled(outcomes, a.page(), a.response());
        }
        return answer;
    }

    private Outcome out(Outcome outcome) {
        if (outcome instanceof Outcome.Rejected o) {
            return new Outcome.Rejected(o.mutation(), of(o).out(o.reason()));
        } else if (outcome instanceof Outcome.Conflict o) {
            return new Outcome.Conflict(o.mutation(), of(o).out(o.reason()));
        } else if (outcome instanceof Outcome.Deferred o) {
            return new Outcome.Deferred(o.mutation(), of(o).out(o.reason()));
        }
        return outcome;
    }

    /** Of the one that it is about. */
    private Echoes of(Outcome outcome) {
        for (Mutation mutation : sent) {
            if (mutation.id().equals(outcome.mutation())) {
                return new Echoes(Collections.singletonList(mutation));
            }
        }
        return this;
    }

    private String out(String words) {
        String clean = words;
        for (Mutation mutation : sent) {
            if (clean.length() < SHORTEST) {
                return clean;
            }
            clean = out(clean, mutation.payload());
        }
        return clean;
    }

    private static String out(String words, String json) {
        StringBuilder clean = new StringBuilder(words);
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            int end = at + 1;
            if (c == '"') {
                end = endOfText(json, at + 1);
                if (!isName(json, end + 1)) {
                    maskText(clean, json, at + 1, end);
                }
                end++;
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                while (end < json.length() && "0123456789.eE+-".indexOf(json.charAt(end)) >= 0) {
                    end++;
                }
                mask(clean, json.substring(at, end));
            }
            at = end;
        }
        return clean.toString();
    }

    private static int endOfText(String json, int from) {
        int at = from;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, json.length());
    }

    private static boolean isName(String json, int from) {
        int at = from;
        while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return at < json.length() && json.charAt(at) == ':';
    }

    /** Piece by piece between what is escaped, which others may write otherwise. */
    private static void maskText(StringBuilder words, String json, int from, int to) {
        int begin = from;
        for (int at = from; at < to; at++) {
            if (json.charAt(at) == '\\') {
                mask(words, json.substring(begin, at));
                at += json.startsWith("\\u", at) ? 5 : 1;
                begin = Math.min(at + 1, to);
            }
        }
        mask(words, json.substring(begin, to));
    }

    private static void mask(StringBuilder words, String piece) {
        if (piece.length() < SHORTEST) {
            return;
        }
        String beginning = piece.substring(0, Math.min(BEGINNING, piece.length()));
        int at = words.indexOf(beginning);
        while (at >= 0) {
            int length = beginning.length();
            while (length < piece.length()
                    && at + length < words.length()
                    && words.charAt(at + length) == piece.charAt(length)) {
                length++;
            }
            words.replace(at, at + length, MASK);
            at = words.indexOf(beginning, at + MASK.length());
        }
    }
}
