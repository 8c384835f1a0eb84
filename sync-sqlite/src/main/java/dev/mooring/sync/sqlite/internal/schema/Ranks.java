package dev.mooring.sync.sqlite.internal.schema;

import dev.mooring.sync.sqlite.internal.schema.Table.ForeignKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts parents before children. What the app says is never a circle; what the database declares may be one. */
public final class Ranks {
    private final Map<String, Set<String>> said = new HashMap<>();
    private final Map<String, Set<String>> all = new HashMap<>();
    private final List<String> waiting = new ArrayList<>();

    public Ranks(List<TableSpec> specs, Map<String, List<ForeignKey>> references) {
        for (TableSpec spec : specs) {
            Set<String> parents = new HashSet<>();
            for (TableSpec.Parent parent : spec.parents()) {
                parents.add(parent.table());
            }
            parents.remove(spec.name());
            said.put(spec.name(), parents);
            Set<String> more = new HashSet<>(parents);
            for (ForeignKey reference : references.getOrDefault(spec.name(), Collections.emptyList())) {
                more.add(reference.table());
            }
            more.remove(spec.name());
            all.put(spec.name(), more);
            waiting.add(spec.name());
        }
        waiting.sort(null);
    }

    /** By the tables' names. */
    public Map<String, Integer> ranks() {
        Map<String, Integer> ranks = new HashMap<>();
        for (int rank = 0; !waiting.isEmpty(); rank++) {
            List<String> next = ready(all, ranks);
            if (next.isEmpty()) {
                // A circle: one of it has to be the first, against a reference but not against the app's word.
                next = ready(said, ranks).subList(0, 1);
            }
            for (String table : next) {
                ranks.put(table, rank);
            }
            waiting.removeAll(new ArrayList<>(next));
        }
        return ranks;
    }

    private List<String> ready(Map<String, Set<String>> parents, Map<String, Integer> ranks) {
        List<String> ready = new ArrayList<>();
        for (String table : waiting) {
            if (ranks.keySet().containsAll(parents.getOrDefault(table, new HashSet<>()))) {
                ready.add(table);
            }
        }
        return ready;
    }
}
