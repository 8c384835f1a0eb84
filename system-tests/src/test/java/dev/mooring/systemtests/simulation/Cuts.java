package dev.mooring.systemtests.simulation;

import dev.mooring.sync.spi.Ask;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;

/** Cuts the whole rest of a log, sent in one body, into bodies of a few entries each. */
public final class Cuts {
    private Cuts() {}

    /** An array of events; each part but the first begins with the last event of the one before. */
    public static List<ByteString> eventLog(Ask ask, ByteString body, int slice) {
        String text = body.utf8();
        if (!text.startsWith("[") || !text.endsWith("]")) {
            return List.of(body);
        }
        List<String> events = objects(text);
        // What holds no events may be garbage, and has to arrive as that.
        return events.isEmpty()
                ? List.of(body)
                : parts("[", events, "]", ask.cursor().isStart() ? 0 : 1, slice);
    }

    /** An object with an array of operations; the same holds for its parts. */
    public static List<ByteString> opLog(Ask ask, ByteString body, int slice) {
        String text = body.utf8();
        int from = text.indexOf("\"ops\": [");
        int to = text.lastIndexOf("],");
        if (ask.cursor().isStart() || from < 0 || to < from || !text.endsWith("}\n")) {
            return List.of(body);
        }
        from += "\"ops\": [".length();
        List<String> ops = objects(text.substring(from, to));
        int anchors = ask.cursor().token().startsWith("0:") ? 0 : 1;
        return ops.isEmpty() ? List.of(body) : parts(text.substring(0, from), ops, text.substring(to), anchors, slice);
    }

    private static List<ByteString> parts(String head, List<String> entries, String tail, int anchors, int slice) {
        List<ByteString> parts = new ArrayList<>();
        int from = 0;
        for (int to = anchors + slice; to < entries.size(); to += slice) {
            parts.add(part(head, entries.subList(from, to), tail));
            from = to - 1;
        }
        parts.add(part(head, entries.subList(from, entries.size()), tail));
        return parts;
    }

    private static ByteString part(String head, List<String> entries, String tail) {
        return ByteString.encodeUtf8(head + String.join(",", entries) + tail);
    }

    /** The outermost objects in a text. */
    private static List<String> objects(String text) {
        List<String> objects = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' && depth++ == 0) {
                begin = i;
            } else if (c == '}' && --depth == 0) {
                objects.add(text.substring(begin, i + 1));
            }
        }
        return objects;
    }
}
