package dev.mooring.sync.okhttp.entitysync;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of an object. One that is not named here would be cut off by the push route without a word, so it is refused, unless
 * the fields are open.
 */
final class KnownFields implements SchemaRule {
    private final Map<String, SchemaRule> fields = new HashMap<>();
    private final List<String> required;
    private boolean open;

    private KnownFields(List<String> required) {
        this.required = required;
    }

    static KnownFields requiring(String... names) {
        return new KnownFields(Arrays.asList(names));
    }

    /** Takes any other field as well. */
    KnownFields open() {
        open = true;
        return this;
    }

    KnownFields field(String name, SchemaRule rule) {
        fields.put(name, rule);
        return this;
    }

    KnownFields fields(SchemaRule rule, String... names) {
        for (String name : names) {
            fields.put(name, rule);
        }
        return this;
    }

    @Override
    public void check(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new RefusedPayload(path.isEmpty() ? "the payload" : path, "must be an object");
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (String name : required) {
            if (!map.containsKey(name)) {
                throw new RefusedPayload(prefix + name, "is missing");
            }
        }
        map.forEach((name, one) -> {
            SchemaRule rule = fields.get(name);
            if (rule != null) {
                rule.check(prefix + name, one);
            } else if (!open) {
                throw new RefusedPayload(prefix + name, "is not kept by the server");
            }
        });
    }
}
