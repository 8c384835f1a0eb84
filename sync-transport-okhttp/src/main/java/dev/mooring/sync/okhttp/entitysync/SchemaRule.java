package dev.mooring.sync.okhttp.entitysync;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What the strictest schema of the family says of one value. */
@FunctionalInterface
interface SchemaRule {
    /**
     * Checks a value.
     *
     * @param path of the value inside the entity, for the message
     * @param value never null, possibly {@link Tree.Null}
     * @throws RefusedPayload if the server would refuse it
     */
    void check(String path, Object value);

    static SchemaRule where(String rule, Predicate<Object> test) {
        return (path, value) -> {
            if (!test.test(value)) {
                throw new RefusedPayload(path, rule);
            }
        };
    }

    static SchemaRule any() {
        return (path, value) -> {};
    }

    static SchemaRule text() {
        return where("must be a string", value -> value instanceof String);
    }

    static SchemaRule filled() {
        return where("must be a string with something in it", value -> value instanceof String text && !text.isEmpty());
    }

    static SchemaRule number() {
        return where("must be a number", value -> value instanceof Double);
    }

    static SchemaRule integer() {
        return where("must be an integer", SchemaRule::isInteger);
    }

    static SchemaRule integer(int least) {
        return where(
                "must be an integer of " + least + " or more", value -> isInteger(value) && ((Double) value) >= least);
    }

    private static boolean isInteger(Object value) {
        return value instanceof Double number && Math.rint(number) == number;
    }

    static SchemaRule utc() {
        return where("must be a time such as 2026-11-01T10:00:00.000Z, in UTC with a Z", Times::isUtc);
    }

    static SchemaRule utcOrMillis() {
        return where(
                "must be a time such as 2026-11-01T10:00:00.000Z, in UTC with a Z, or milliseconds",
                value -> Times.isUtc(value) || (isInteger(value) && Times.of(value) != null));
    }

    static SchemaRule oneOf(String... words) {
        Set<String> known = new HashSet<>(Arrays.asList(words));
        return where("must be one of " + String.join(", ", words), known::contains);
    }

    static SchemaRule record() {
        return where("must be an object", value -> value instanceof Map);
    }

    static SchemaRule recordOf(SchemaRule element) {
        return (path, value) -> {
            record().check(path, value);
            ((Map<?, ?>) value).forEach((name, one) -> element.check(path + "." + name, one));
        };
    }

    static SchemaRule listOf(SchemaRule element) {
        return (path, value) -> {
            if (!(value instanceof List<?> list)) {
                throw new RefusedPayload(path, "must be an array");
            }
            for (int i = 0; i < list.size(); i++) {
                element.check(path + "[" + i + "]", list.get(i));
            }
        };
    }

    /** For what is no part of an entity that is there. */
    static SchemaRule absent(String rule) {
        return where(rule, value -> value == Tree.Null.NULL);
    }

    default SchemaRule orNull() {
        return (path, value) -> {
            if (value != Tree.Null.NULL) {
                check(path, value);
            }
        };
    }
}
