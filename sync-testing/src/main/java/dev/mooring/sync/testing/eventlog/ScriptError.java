package dev.mooring.sync.testing.eventlog;

/** What the server's own code would have thrown; its message is answered with a 500. */
final class ScriptError extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScriptError(String message) {
        super(message, null, false, false);
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
