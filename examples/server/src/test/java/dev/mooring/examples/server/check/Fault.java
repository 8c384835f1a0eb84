package dev.mooring.examples.server.check;

/** What is wrong with a {@link MemoryServer}. */
enum Fault {
    /** It keeps its promises. */
    NONE,
    /** A batch that it has answered is gone after a crash. */
    LOSES_WHAT_IT_ANSWERED,
    /** It stores a batch a second time, behind the end. */
    FORGETS_MUTATIONS,
    /** It stores the first half of a batch when it crashes. */
    STORES_HALF,
    /** It does not look at the token, nor at who has it. */
    NO_FENCE,
    /** It believes the client's marker. */
    BELIEVES_THE_MARKER,
    /** It leaves out an event of what it answers. */
    SKIPS_AN_EVENT,
    /** It turns two events of a batch around. */
    TURNS_AROUND,
    /** It takes a push at the end of the log, whatever its token. */
    TAKES_A_FENCED_PUSH,
    /** It answers pulls from a copy that lags behind, though never behind what the asker has seen. */
    READS_A_STALE_COPY,
    /** It answers a push before it stores it, and stores it before the same device asks again. */
    ANSWERS_BEFORE_IT_STORES,
    /** It refuses what it has stored, if that comes again. */
    REFUSES_A_REPLAY,
    /** It gives a repetition a new token, as if something had been written. */
    GROWS_THE_TOKEN_FOR_A_REPLAY,
    /** A pull sees the first event of a batch before the others are there. */
    SHOWS_HALF,
    /** A pull sees a batch that is undone, and its place is another one's later. */
    SHOWS_WHAT_IT_UNDOES,
    /** It refuses a push for no reason now and then. */
    REFUSES_FOR_NOTHING,
    /** It tells a pull a token that has grown already, though the events behind which it grew are not told. */
    TELLS_THE_NEXT_TOKEN;

    /** Whether devices that compare only what they have seen themselves with the log at the end do not find it. */
    boolean showsInTheOrderAlone() {
        return switch (this) {
            case READS_A_STALE_COPY, ANSWERS_BEFORE_IT_STORES, REFUSES_A_REPLAY, SHOWS_HALF -> true;
            default -> false;
        };
    }
}
