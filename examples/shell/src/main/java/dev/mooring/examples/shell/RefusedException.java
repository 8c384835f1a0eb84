package dev.mooring.examples.shell;

/** The command makes sense and cannot be done. Nothing was changed. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
        super(message);
    }
}
