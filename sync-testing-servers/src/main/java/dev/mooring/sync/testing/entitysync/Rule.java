package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.script.ScriptValue.Nothing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the server's schema takes for one value, and what it keeps of it. */
@FunctionalInterface
interface Rule {
    /** {@code Number.MAX_SAFE_INTEGER}. */
    double MOST_EXACT = 0x1p53 - 1;

    Pattern STAMP = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2})(?:(:\\d{2})(?:\\.(\\d+))?)?Z");

    /**
     * Judges a value.
     *
     * @param value as read
     * @return what is kept
     * @throws Refusal if the schema refuses it
     */
    Object take(Object value);

    static Rule where(String what, Predicate<Object> test) {
        return value -> {
            if (!test.test(value)) {
                throw new Refusal(what);
            }
            return value;
        };
    }

    static Rule any() {
        return value -> value;
    }

    static Rule text() {
        return where("a string", value -> value instanceof String);
    }

    static Rule filled() {
        return where("a string with something in it", value -> value instanceof String text && !text.isEmpty());
    }

    static Rule number() {
        return where("a number", value -> value instanceof Double);
    }

    static Rule integer(double least) {
        return where(
                "an integer",
                value -> value instanceof Double number
                        && Math.rint(number) == number
                        && !Double.isInfinite(number)
                        && number >= least);
    }

    /** One that a double holds exactly. */
    static Rule safeInteger(double least) {
        Rule integer = integer(least);
        return where("a safe integer", value -> Math.abs((Double) integer.take(value)) <= MOST_EXACT);
    }

    static Rule integer() {
        return integer(-Double.MAX_VALUE);
    }

    static Rule oneOf(String... words) {
        Set<String> known = Set.copyOf(Arrays.asList(words));
        return where("one of " + known, value -> value instanceof String && known.contains(value));
    }

    static Rule record() {
        return where("an object", value -> value instanceof Map);
    }

    static Rule recordOf(Rule element) {
        return value -> {
            Map<String, Object> kept = new LinkedHashMap<>();
            ((Map<?, ?>) record().take(value)).forEach((name, one) -> kept.put((String) name, element.take(one)));
            return kept;
        };
    }

    static Rule listOf(Rule element) {
        return value -> {
            if (!(value instanceof List<?> list)) {
                throw new Refusal("an array");
            }
            List<Object> kept = new ArrayList<>(list.size());
            list.forEach(one -> kept.add(element.take(one)));
            return kept;
        };
    }

    /** A time that ends in Z, with seconds or without; an offset is refused. */
    static Rule stamp() {
        return value -> {
            millis(value);
            return value;
        };
    }

    /** A stamp or milliseconds; milliseconds are kept. */
    static Rule stampOrMillis() {
        return value -> value instanceof Double ? integer().take(value) : (Object) millis(value);
    }

    static double millis(Object value) {
        Matcher parts = STAMP.matcher(value instanceof String text ? text : "");
        if (!parts.matches()) {
            throw new Refusal("a time that ends in Z");
        }
        String seconds = parts.group(2) == null ? ":00" : parts.group(2);
        String fraction = parts.group(3) == null ? "000" : (parts.group(3) + "00").substring(0, 3);
        try {
            return Instant.parse(parts.group(1) + seconds + "." + fraction + "Z")
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new Refusal("a day that exists");
        }
    }

    default Rule orNull() {
        return value -> value == Nothing.NULL ? value : take(value);
    }

    default Rule or(Rule other) {
        return value -> {
            try {
                return take(value);
            } catch (Refusal e) {
                return other.take(value);
            }
        };
    }

    default Rule then(UnaryOperator<String> change) {
        return value -> change.apply((String) take(value));
    }

    static Rule lowerCase() {
        return filled().then(text -> text.toLowerCase(Locale.ROOT));
    }
}
