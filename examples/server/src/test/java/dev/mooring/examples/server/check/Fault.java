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
    TURNS_AROUND
}
