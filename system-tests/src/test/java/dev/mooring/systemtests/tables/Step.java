package dev.mooring.systemtests.tables;

/** One statement of a random program. */
record Step(Kind kind, String sql) {
    @Override
    public String toString() {
        return sql + "; -- " + kind;
    }
}
