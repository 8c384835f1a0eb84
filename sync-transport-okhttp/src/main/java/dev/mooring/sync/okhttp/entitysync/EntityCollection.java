package dev.mooring.sync.okhttp.entitysync;

import org.jspecify.annotations.Nullable;

/** The types of entities. Those that both a push and a pull carry are named as their lists on the wire. */
enum EntityCollection {
    ENTRY("entries", "logbook_entry"),
    GOAL("goals", "goal"),
    PLAN("practicePlans", "practice_plan"),
    OCCURRENCE("planOccurrences", "plan_occurrence"),
    TEMPLATE("planTemplates", "plan_template"),
    /** A piece of the repertoire, which only the live channel carries. */
    PIECE("repertoire", "repertoire_item");

    private static final EntityCollection[] ALL = values();

    private final String collection;
    private final String wire;

    EntityCollection(String collection, String wire) {
        this.collection = collection;
        this.wire = wire;
    }

    /** The collection, and the list in a push and a pull. */
    String collection() {
        return collection;
    }

    /** The name in a batch and in conflicts. */
    String wire() {
        return wire;
    }

    static @Nullable EntityCollection of(String collection) {
        for (EntityCollection type : ALL) {
            if (type.collection.equals(collection)) {
                return type;
            }
        }
        return null;
    }

    /** The one that a list of a pull holds; null if it is none of those. */
    static @Nullable EntityCollection listed(String list) {
        EntityCollection type = of(list);
        return type == PIECE ? null : type;
    }

    /** Those that a pull lists. */
    static String[] collections() {
        String[] names = new String[ALL.length - 1];
        for (int i = 0; i < names.length; i++) {
            names[i] = ALL[i].collection;
        }
        return names;
    }
}
