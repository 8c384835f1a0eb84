package dev.mooring.systemtests.tables;

/** Something that should be equal is not. */
final class Difference extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String kind;

    Difference(String kind, String detail) {
        super(kind + "\n" + detail);
        this.kind = kind;
    }

    /** What it is about, without the values. */
    String kind() {
        return kind;
    }
}
