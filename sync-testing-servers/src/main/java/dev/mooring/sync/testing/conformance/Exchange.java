package dev.mooring.sync.testing.conformance;

import java.util.List;

/**
 * One request and its answer, or one frame of a socket or a stream, as far as a reader needs them: long texts are cut.
 *
 * @param request method and path; for a frame {@code frame of} and which socket; for an exchange of an own transport, which device asked
 *     for what
 * @param sent the body or the frame; empty for none
 * @param status the answer's; 0 if there was none, for a frame, and for an own transport
 * @param received the body or the frame, or why there was none
 */
public record Exchange(String request, String sent, int status, String received) {
    private static final int LONGEST = 600;
    private static final String FRAME = "frame of ";
    private static final String OWN = "by ";

    public Exchange {
        sent = cut(sent);
        received = cut(received);
    }

    /** A frame that the test sent. */
    static Exchange sent(String socket, String frame) {
        return new Exchange(FRAME + socket, frame, 0, "");
    }

    /** A frame that the server sent. */
    static Exchange heard(String socket, String frame) {
        return new Exchange(FRAME + socket, "", 0, frame);
    }

    /** An exchange of an own transport. */
    static Exchange own(String device, String ask, String sent, String answer) {
        return new Exchange(OWN + device + ": " + ask, sent, 0, answer);
    }

    /** As it is printed: a line for each direction. */
    List<String> lines() {
        if (request.startsWith(FRAME)) {
            return List.of((sent.isEmpty() ? "< " : "> ") + request + ": " + sent + received);
        }
        if (request.startsWith(OWN)) {
            return List.of("> " + request + " " + sent, "< " + received);
        }
        return List.of("> " + request + " " + sent, "< " + status + " " + received);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "… (" + text.length() + " characters in all)";
    }
}
