package dev.mooring.sync.internal.plan;

/**
 * What is to be told before the next step.
 *
 * @param kind of what
 * @param count changes, rows, or a time of the monotonic clock
 * @param of how many
 * @param words for people; empty where there are none
 */
public record News(Kind kind, long count, long of, String words) {
    public enum Kind {
        /** The server is known to have something that is not here. */
        BEHIND,
        /** What began then ({@code count}) has shown all that the server has. */
        CAUGHT_UP,
        /** The server has so many changes more. */
        EXPECT,
        /** A listing lacked {@code count} rows {@code of} those confirmed, and they stay. */
        WITHHELD,
        /** The server shows older states than were confirmed here, as {@link Seen#aged()} says. */
        AGED,
        /** Another history is in place. */
        REPLACED,
        /** What the server shows is not what was confirmed here. */
        DOUBTED,
        /** What came is not of the account whose data is here. */
        REFUTED
    }

    static News of(Kind kind) {
        return new News(kind, 0, 0, "");
    }

    static News of(Kind kind, long count) {
        return new News(kind, count, 0, "");
    }

    static News of(Kind kind, String words) {
        return new News(kind, 0, 0, words);
    }
}
