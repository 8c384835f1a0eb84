package dev.mooring.examples.server.log;

/**
 * What an exchange is answered.
 *
 * @param outcome what became of it
 * @param head the log after it
 * @param page what the client has not seen
 */
public record Answer(Outcome outcome, Head head, Page page) {
    /** Whether nothing is in the client's way. */
    public boolean isAccepted() {
        return !(outcome instanceof Outcome.Refused);
    }
}
