package dev.mooring.systemtests.simulation;

import org.jspecify.annotations.Nullable;

/** A member of a JSON text whose strings need no escapes, found without taking the text apart: the checks look for many. */
final class Member {
    private Member() {}

    /** The first string of this name; null if there is none. */
    static @Nullable String text(String json, String name) {
        String begin = "\"" + name + "\":\"";
        return upTo('"', json, json.indexOf(begin), begin);
    }

    /** The first string of one name or the other; empty if there is neither. */
    static String text(String json, String name, String other) {
        String one = "\"" + name + "\":\"";
        String two = "\"" + other + "\":\"";
        int first = json.indexOf(one);
        int second = json.indexOf(two);
        boolean isFirst = first >= 0 && (second < 0 || first < second);
        String text = isFirst ? upTo('"', json, first, one) : upTo('"', json, second, two);
        return text == null ? "" : text;
    }

    /** What stands between the brackets of the first array of this name; empty if there is none. */
    static String array(String json, String name) {
        String begin = "\"" + name + "\":[";
        String inside = upTo(']', json, json.indexOf(begin), begin);
        return inside == null ? "" : inside;
    }

    private static @Nullable String upTo(char end, String json, int at, String begin) {
        int from = at + begin.length();
        int to = at < 0 ? -1 : json.indexOf(end, from);
        return to < 0 ? null : json.substring(from, to);
    }
}
