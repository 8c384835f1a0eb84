package dev.mooring.sync.testing.conformance;

/** Is told how a run goes on. */
public interface Progress {
    /** Nobody wants to know. */
    Progress NONE = (done, all, finding) -> {};

    /**
     * A test has ended.
     *
     * @param done how many have
     * @param all how many there are
     * @param finding what it found
     */
    void ended(int done, int all, Finding finding);
}
