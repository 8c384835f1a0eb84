package dev.mooring.sync.sqlite.spi;

/**
 * What can be known about other processes, so that one that died need not be waited for. Where nothing is known, a lease ends by its time
 * alone. Thread-safe.
 */
public interface Processes {
    /** The number of a process that is not known. */
    long UNKNOWN = -1;

    /**
     * Names this machine. Two processes may compare their numbers if the names are the same.
     *
     * @return the same for the life of this process; empty if that is unknown
     */
    String machine();

    /**
     * The number of this process.
     *
     * @return or {@link #UNKNOWN}
     */
    long self();

    /**
     * Whether there is certainly no such process on this machine. If it wrongly said so, a lease that another process holds would be taken
     * away from it.
     *
     * @param pid the number of a process, or {@link #UNKNOWN}
     * @return false if in doubt
     */
    boolean isGone(long pid);

    /**
     * Nothing is known of any process.
     *
     * @return says so
     */
    static Processes unknown() {
        return new Processes() {
            @Override
            public String machine() {
                return "";
            }

            @Override
            public long self() {
                return UNKNOWN;
            }

            @Override
            public boolean isGone(long pid) {
                return false;
            }
        };
    }
}
