package dev.mooring.sync.okhttp.entitysync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import okio.ByteString;

/**
 * What is remembered of the states that the server was in, to tell one that was restored from an older copy. Pure.
 *
 * @param at the server's time at the last pull, in milliseconds; 0 if it did not say
 * @param before the server's time at the last pull that showed another token than the present one: the present state is later, and
 *     nothing that is older can have come about since; 0 if there was none
 * @param seq the highest number that a socket write has left as a token; negative if there was none
 * @param seqAt the server's time at the pull that showed that number first; 0 if it did not say
 * @param key of the last push that the server took, which it keeps for a day
 * @param pushedAt the server's time at the pull before that push
 * @param home fingerprint of the token that the server had before it was found to be restored; empty if it was not. Only a server
 *     that shows this one is the one of before again
 * @param live where the live channel is
 * @param left the tokens before the present one, by their fingerprints, latest first: each push and socket write leaves one behind
 *     for good
 */
record PastTokens(
        long at,
        long before,
        long seq,
        long seqAt,
        String key,
        long pushedAt,
        String home,
        LiveMark live,
        List<String> left) {
    static final PastTokens NONE = new PastTokens(0, 0, -1, 0, "", 0, "", LiveMark.NONE, Collections.emptyList());

    private static final String SOCKET = "seq_";
    private static final int MOST_LEFT = 32;
    private static final int MOST_DIGITS = 18;
    /** Rows, answers and tokens have the times of several machines. */
    private static final long SLACK = 5_000;
    /** A server stores a socket write no later than that after it has given it a number. */
    private static final long LATEST = 120_000;
    /** The time of a state that stays is kept no more often than that. */
    private static final long OFTEN = 60_000;
    /** Keys live for a day at least. */
    private static final long KEPT = 23 * 3_600_000L;

    /** As {@link #words} wrote it. */
    static PastTokens of(List<String> words) {
        long at = 0;
        long before = 0;
        long seq = -1;
        long seqAt = 0;
        String key = "";
        long pushedAt = 0;
        String home = "";
        LiveMark live = LiveMark.NONE;
        List<String> left = new ArrayList<>();
        for (String word : words) {
            String rest = word.substring(Math.min(1, word.length()));
            switch (word.isEmpty() ? ' ' : word.charAt(0)) {
                case 't' -> at = Long.parseLong(rest);
                case 'p' -> before = Long.parseLong(rest);
                case 'q' -> seq = Long.parseLong(rest);
                case 's' -> seqAt = Long.parseLong(rest);
                case 'k' -> key = rest;
                case 'w' -> pushedAt = Long.parseLong(rest);
                case 'x' -> home = rest;
                case 'l', 'm', 'r' -> live = live.with(word);
                default -> left.add(word);
            }
        }
        return new PastTokens(at, before, seq, seqAt, key, pushedAt, home, live, left);
    }

    /** One for each fact. A fingerprint begins with a digit of a hexadecimal number, and no other word does. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, 't', at, 1);
        add(words, 'p', before, 1);
        add(words, 'q', seq, 0);
        add(words, 's', seqAt, 1);
        if (!key.isEmpty()) {
            words.add('k' + key);
            add(words, 'w', pushedAt, 1);
        }
        if (!home.isEmpty()) {
            words.add('x' + home);
        }
        live.addTo(words);
        words.addAll(left);
        return words;
    }

    private static void add(List<String> words, char name, long value, long least) {
        if (value >= least) {
            words.add(name + Long.toString(value));
        }
    }

    static String fingerprint(String token) {
        return ByteString.encodeUtf8(token).sha256().hex().substring(0, 12);
    }

    /** The number in a token of a socket write; negative for another one. */
    static long seq(String token) {
        int digits = token.length() - SOCKET.length();
        if (!token.startsWith(SOCKET) || digits < 1 || digits > MOST_DIGITS) {
            return -1;
        }
        for (int i = SOCKET.length(); i < token.length(); i++) {
            if (token.charAt(i) < '0' || token.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(token.substring(SOCKET.length()));
    }

    /** Behind a pull that showed a token at a time of the server. */
    PastTokens pulled(String token, String next, long now) {
        boolean same = token.isEmpty() || token.equals(next);
        boolean justNow = token.equals(next) && now >= at && now - at < OFTEN; // Then nothing has to be written for it.
        return new PastTokens(
                justNow ? at : now,
                same ? before : at,
                Math.max(seq, seq(next)),
                seq(next) > seq ? now : seqAt,
                key,
                pushedAt,
                "",
                live,
                leaving(token, next));
    }

    /** Behind a push, which has given the state a token; its key is empty where the server does not keep it. */
    PastTokens pushed(String token, String next, String under) {
        boolean kept = !under.isEmpty();
        return new PastTokens(
                at,
                at,
                Math.max(seq, seq(next)),
                seq(next) > seq ? at : seqAt,
                kept ? under : key,
                kept ? at : pushedAt,
                home,
                live,
                leaving(token, next));
    }

    /** Behind what the live channel has brought. */
    PastTokens heard(LiveMark mark) {
        return new PastTokens(at, before, seq, seqAt, key, pushedAt, home, mark, left);
    }

    private List<String> leaving(String token, String next) {
        if (token.isEmpty() || token.equals(next)) {
            return left;
        }
        List<String> more = new ArrayList<>();
        more.add(fingerprint(token));
        more.addAll(left.subList(0, Math.min(left.size(), MOST_LEFT - 1)));
        return more;
    }

    /** Whether the server, asked for its token, shows that it is, or is still, at a state before the one that was seen. */
    boolean isBehind(String token, String next) {
        if (!home.isEmpty()) {
            return !fingerprint(next).equals(home);
        }
        return !next.isEmpty() && !next.equals(token) && left.contains(fingerprint(next));
    }

    /** It was restored: whatever it shows from here on, until it is the one of before again. */
    PastTokens restored(String token) {
        if (!home.isEmpty()) {
            return this;
        }
        String believed = token.isEmpty() ? left.isEmpty() ? "?" : left.get(0) : fingerprint(token);
        List<String> others = new ArrayList<>(left);
        others.remove(believed);
        return new PastTokens(at, before, seq, seqAt, key, pushedAt, believed, LiveMark.NONE, others);
    }

    /**
     * Whether the server's own words for its state prove that it is older than one that it showed before.
     *
     * <p>A lower number of a socket write alone proves nothing. A server numbers a socket write before it stores it, so of two at a time the
     * first may be stored last, and then the number falls. But that comes soon: where the last write is much later than the higher number,
     * the server has given the lower one anew. And where the last write is before the state that was seen, nothing was written since.
     *
     * @param token that the state was pulled under
     * @param kept the token that the server keeps for it. Where it keeps none, each pull shows another one, and that is no write
     * @param lastWrite when the account was written to last, in milliseconds of the server; 0 if it does not say
     */
    boolean isOlder(String token, String kept, long lastWrite) {
        if (!token.equals(kept)) {
            return false;
        }
        long number = seq(token);
        boolean clockWentBack = at < before;
        boolean timed = lastWrite > 0 && before > 0 && !clockWentBack;
        boolean early = timed && lastWrite + SLACK < before;
        return number < 0 ? early : number < seq && (early || !timed || lastWrite > seqAt + LATEST);
    }

    /** Whether the server has to know the key of the last push still. */
    boolean hasToKnowKey() {
        return !key.isEmpty() && pushedAt > 0 && at >= pushedAt && at - pushedAt <= KEPT;
    }
}
