package dev.mooring.sync.testing.entitysync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** An object of the schema: what it does not name is stripped, what is there comes out in the schema's order. */
final class Fields implements Rule {
    private final Map<String, Rule> fields = new LinkedHashMap<>();
    private final Map<String, Object> defaults = new LinkedHashMap<>();
    private final Set<String> required;

    private Fields(Set<String> required) {
        this.required = required;
    }

    static Fields requiring(String... names) {
        return new Fields(Set.of(names));
    }

    Fields field(String name, Rule rule) {
        fields.put(name, rule);
        return this;
    }

    /** What is missing is filled in. */
    Fields field(String name, Rule rule, Object missing) {
        defaults.put(name, missing);
        return field(name, rule);
    }

    Fields fields(Rule rule, String... names) {
        for (String name : names) {
            fields.put(name, rule);
        }
        return this;
    }

    @Override
    public Object take(Object value) {
        if (!(value instanceof Map<?, ?> given)) {
            throw new Refusal("an object");
        }
        Map<String, Object> kept = new LinkedHashMap<>();
        fields.forEach((name, rule) -> {
            Object one = given.containsKey(name) ? given.get(name) : defaults.get(name);
            if (one != null) {
                kept.put(name, rule.take(one));
            } else if (required.contains(name)) {
                throw new Refusal(name + " is missing");
            }
        });
        return kept;
    }
}
