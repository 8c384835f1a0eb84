package dev.mooring.sync.testing.conformance;

/**
 * One request and its answer, as far as a reader needs them: long bodies are cut.
 *
 * @param request method and path
 * @param sent the body; empty for none
 * @param status the answer's; 0 if there was none
 * @param received the body, or why there was none
 */
public record Exchange(String request, String sent, int status, String received) {
    private static final int LONGEST = 600;

    public Exchange {
        sent = cut(sent);
        received = cut(received);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST
                ? text
                : text.substring(0, LONGEST) + "… (" + text.length() + " characters in all)";
    }
}
