package dev.mooring.examples.server.log;

import java.util.Map;

/**
 * What an exchange is answered.
 *
 * @param outcome what became of it
 * @param head the log after it
 * @param page what the client has not seen
 * @param places where mutations of the ask are stored, if it was refused; also of events that compaction has dropped
 */
public record Answer(Outcome outcome, Head head, Page page, Map<String, Long> places) {
    /** Whether nothing is in the client's way. */
    public boolean isAccepted() {
        return !(outcome instanceof Outcome.Refused);
    }
}
