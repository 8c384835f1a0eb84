package dev.mooring.sync.internal.status;

/**
 * What a run tells status and listeners before its next step.
 *
 * @param kind what has happened
 * @param count a number of changes or rows, or a time of the monotonic clock, as the kind says
 * @param of out of how many, where the kind says so; else 0
 * @param words for people; empty where there are none
 */
public record News(Kind kind, long count, long of, String words) {
    public enum Kind {
        /** The server is known to have something that is not here. */
        BEHIND,
        /** An exchange that began at {@code count}, by the monotonic clock, has shown all that the server has. */
        CAUGHT_UP,
        /** The server has {@code count} more changes. */
        EXPECT,
        /** A listing lacked {@code count} rows out of {@code of} confirmed ones, and they are held back. */
        WITHHELD,
        /** The server shows older states than were confirmed here: {@link Aged}. */
        AGED,
        /** Another history was installed. */
        REPLACED,
        /** The server does not show what was confirmed here. */
        DOUBTED,
        /** What came belongs to another account than the one whose data is here. */
        REFUTED
    }

    /** What has no number and no words. */
    public static News of(Kind kind) {
        return new News(kind, 0, 0, "");
    }

    /** What has a number. */
    public static News of(Kind kind, long count) {
        return new News(kind, count, 0, "");
    }

    /** What has words. */
    public static News of(Kind kind, String words) {
        return new News(kind, 0, 0, words);
    }
}
