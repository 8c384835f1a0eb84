package dev.mooring.sync.okhttp.entitysync;

import java.util.List;

/**
 * How far the live channel was followed: all that its server had written by then was shown, and taken. It only moves on, and never by
 * what was not taken. Pure.
 *
 * @param seq the highest sequence that a whole stream has shown; negative for none
 * @param at the server's time up to which it has shown by time what has changed, in milliseconds; 0 for none
 * @param pieces whether the pieces of the repertoire were taken, too
 */
record LiveMark(long seq, long at, boolean pieces) {
    static final LiveMark NONE = new LiveMark(-1, 0, false);

    /** The same for somebody who takes pieces, or none; nothing if it does not serve them. */
    LiveMark serving(boolean taker) {
        return taker && !pieces ? NONE : new LiveMark(seq, at, taker && pieces);
    }

    LiveMark with(String word) {
        String rest = word.substring(1);
        return switch (word.charAt(0)) {
            case 'l' -> new LiveMark(Long.parseLong(rest), at, pieces);
            case 'm' -> new LiveMark(seq, Long.parseLong(rest), pieces);
            default -> new LiveMark(seq, at, true);
        };
    }

    void addTo(List<String> words) {
        if (seq >= 0) {
            words.add("l" + seq);
        }
        if (at > 0) {
            words.add("m" + at);
        }
        if (pieces) {
            words.add("r");
        }
    }

    /** The later one of both, each part by itself. */
    LiveMark or(LiveMark other) {
        return new LiveMark(Math.max(seq, other.seq), Math.max(at, other.at), pieces || other.pieces);
    }
}
