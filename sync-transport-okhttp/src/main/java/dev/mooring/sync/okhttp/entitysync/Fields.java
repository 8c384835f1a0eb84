package dev.mooring.sync.okhttp.entitysync;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of an object. One that is not named here would be cut off by the push route without a word, so it is refused, unless
 * the fields are open.
 */
final class Fields implements Rule {
    private final Map<String, Rule> fields = new HashMap<>();
    private final List<String> required;
    private boolean open;

    private Fields(List<String> required) {
        this.required = required;
    }

    static Fields requiring(String... names) {
        return new Fields(Arrays.asList(names));
    }

    /** Takes any other field as well. */
    Fields open() {
        open = true;
        return this;
    }

    Fields field(String name, Rule rule) {
        fields.put(name, rule);
        return this;
    }

    Fields fields(Rule rule, String... names) {
        for (String name : names) {
            fields.put(name, rule);
        }
        return this;
    }

    @Override
    public void check(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new Refused(path.isEmpty() ? "the payload" : path, "must be an object");
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (String name : required) {
            if (!map.containsKey(name)) {
                throw new Refused(prefix + name, "is missing");
            }
        }
        map.forEach((name, one) -> {
            Rule rule = fields.get(name);
            if (rule != null) {
                rule.check(prefix + name, one);
            } else if (!open) {
                throw new Refused(prefix + name, "is not kept by the server");
            }
        });
    }
}
