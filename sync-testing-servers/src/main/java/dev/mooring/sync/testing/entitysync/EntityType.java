package dev.mooring.sync.testing.entitysync;

import org.jspecify.annotations.Nullable;

/** The types of entities, as rows name them, and the lists in which pushes and pulls carry them. */
public enum EntityType {
    LOGBOOK_ENTRY("logbook_entry", "entries"),
    GOAL("goal", "goals"),
    PRACTICE_PLAN("practice_plan", "practicePlans"),
    PLAN_OCCURRENCE("plan_occurrence", "planOccurrences"),
    PLAN_TEMPLATE("plan_template", "planTemplates"),
    /** Only a batch carries it; no pull shows it. */
    USER_PREFERENCES("user_preferences", ""),
    /** Written by the server itself; no pull shows it. */
    REPERTOIRE_ITEM("repertoire_item", "");

    private final String wire;
    private final String list;

    EntityType(String wire, String list) {
        this.wire = wire;
        this.list = list;
    }

    /**
     * Its name in a batch, in conflicts and in rows.
     *
     * @return such as {@code logbook_entry}
     */
    public String wire() {
        return wire;
    }

    /**
     * Its list in a push and a pull.
     *
     * @return such as {@code entries}; empty if it has none
     */
    public String list() {
        return list;
    }

    static @Nullable EntityType ofBatch(Object wire) {
        for (EntityType type : values()) {
            if (type.wire.equals(wire) && type != REPERTOIRE_ITEM) {
                return type;
            }
        }
        return null;
    }
}
