package dev.mooring.sync.testing.conformance;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** A family of servers, and what is tried of it. */
public enum Family {
    /** {@code docs/event-log.md}. */
    EVENT_LOG(EventLogTests::all),
    /** {@code docs/op-log.md}. */
    OP_LOG(OpLogTests::all),
    /** {@code docs/row-sync.md}. */
    ROW_SYNC(RowSyncTests::all),
    /** {@code docs/entity-sync.md}. Each user needs an account of his own, and a hook that gives its credential. */
    ENTITY_SYNC(EntitySyncTests::all),
    /**
     * {@code docs/changeset.md}. A run makes databases of its own. The server's schema has to have a table {@code todo} with the columns
     * {@code id} (a text, the primary key), {@code title} (a text) and {@code done} (an integer).
     */
    CHANGESET(ChangesetTests::all);

    private final Supplier<List<ConformanceTest>> tests;

    Family(Supplier<List<ConformanceTest>> tests) {
        this.tests = tests;
    }

    /**
     * The family of that name.
     *
     * @param dialect such as {@code event-log}
     * @return the family
     * @throws IllegalArgumentException if there is none
     */
    public static Family of(String dialect) {
        for (Family family : values()) {
            if (family.dialect().equals(dialect)) {
                return family;
            }
        }
        throw new IllegalArgumentException("no family has the name " + dialect);
    }

    /**
     * Its name.
     *
     * @return such as {@code event-log}
     */
    public String dialect() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<ConformanceTest> tests() {
        return tests.get();
    }
}
