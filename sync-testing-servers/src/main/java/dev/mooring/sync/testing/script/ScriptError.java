package dev.mooring.sync.testing.script;

/** What the server's own code would have thrown; its message is answered with a 500. */
public final class ScriptError extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ScriptError(String message) {
        super(message, null, false, false);
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
