package dev.mooring.examples.shell;

/** The command line makes no sense. The message is one line that says why. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
