package dev.mooring.sync.testing.simulation;

/**
 * One step of a schedule. It makes sense whatever came before it; the {@link Shrinker} can therefore leave out others.
 *
 * @param what happens
 * @param device to which device, counted from 0
 * @param amount how much, how often or how long, see {@link What}
 * @param seed for what is drawn while it happens
 * @param after milliseconds since the step before
 */
public record Action(What what, int device, int amount, long seed, int after) {
    /** What can happen. */
    public enum What {
        /** The app writes {@code amount} mutations in one transaction. */
        WRITE,
        /** {@code syncNow}. */
        SYNC,
        /** {@code flush} with {@code amount} milliseconds. */
        FLUSH,
        /** One API call. */
        CALL,
        /** A hint from outside. */
        WAKE,
        /** The network goes away. */
        OFFLINE,
        /** The network is back. */
        ONLINE,
        /** From now on {@code amount} percent of the exchanges go wrong. */
        WEATHER,
        /** Nothing goes wrong any more. */
        CALM,
        /** The server makes {@code amount} changes of its own. */
        SERVER_WRITES,
        /** The process is killed and starts again {@code amount} milliseconds later. */
        KILL,
        /** As {@link #KILL}, at the next commit but {@code amount}: before it or after it, as the seed says. */
        KILL_AT_COMMIT,
        /** The client is closed and built anew {@code amount} milliseconds later. */
        REOPEN,
        /** The wall clock jumps {@code amount} seconds, forwards or backwards as the seed says. */
        JUMP,
        /** The app's handler throws the next {@code amount} times. */
        HANDLER_FAILS,
        /** The app has a quarantined mutation sent again. */
        RETRY,
        /** The app has a superseded mutation sent again. */
        REISSUE,
        /** The app drops a parked mutation. */
        DROP,
        /** From now on {@code amount} percent of what the server says arrives as garbage, on every device. */
        GARBAGE,
        /**
         * An outage. After it the server has lost the end of its history, or one event out of the middle, as the seed says. {@code amount}
         * milliseconds later there is another outage, and after that the server has everything again. In between nothing may be added.
         */
        LOSS,
        /** A second process on the same database writes and syncs, and is closed {@code amount} milliseconds later. */
        SECOND_PROCESS,
        /** Another client replaces the server's history, where there can be several. */
        REPLACE_HISTORY,
        /** The credential runs out; {@code amount} milliseconds later the user signs in again, and the app syncs. */
        SIGN_OUT,
        /**
         * For {@code amount} milliseconds the device's database takes no writes: its disk is full or read-only. The seed says how that
         * shows.
         */
        STORAGE_FAILS,
        /** The wall clock jumps {@code amount} days, years perhaps, forwards or backwards as the seed says. */
        JUMP_YEARS,
        /** The app rebuilds; if the seed says so, what is pending is forgotten. */
        REBUILD,
        /** The app calls a rebuild off that is under way. */
        CANCEL_REBUILD,
        /**
         * An outage. After it the server is another one for good: restored from an older backup, or empty if the amount is 0. An app that
         * is told so rebuilds a while later.
         */
        SERVER_RESTORED,
        /**
         * The app switches to the other user, where there are two. Unsettled mutations are kept until this user returns, or dropped if the
         * amount is 1.
         */
        SWITCH_USER,
        /**
         * The process, or the second one on the same database, is stopped for {@code amount} milliseconds, before or after one of its next
         * exchanges or transactions, as the seed says. Another process comes meanwhile.
         */
        STOP,
        /** For {@code amount} milliseconds the credential is of another account. Then the user signs in again, and the app syncs. */
        OTHER_CREDENTIAL,
        /** Another device deletes all rows at once, where the server keeps keys. */
        MASS_DELETION,
        /** From now on the device's channel goes wrong up to {@code amount} times in a hundred. */
        CHANNEL
    }

    @Override
    public String toString() {
        return "+" + after + "ms " + what + " d" + device + " " + amount + " seed " + seed;
    }
}
