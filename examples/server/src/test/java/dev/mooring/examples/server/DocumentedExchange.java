package dev.mooring.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An example of {@code docs/your-own-server.md}.
 *
 * @param user who asks
 * @param method of the request
 * @param path of the request
 * @param body of the request; empty for none
 * @param status of the answer
 * @param answer what it has at least
 */
record DocumentedExchange(String user, String method, String path, String body, int status, JsonNode answer) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern BLOCK =
            Pattern.compile("```exchange (\\w+)\\n(GET|POST) (\\S+)\\n(?:(\\{.*)\\n)?< (\\d+)\\n(.+)\\n```");

    static List<DocumentedExchange> in(Path page) throws IOException {
        String text = Files.readString(page);
        List<DocumentedExchange> all = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            String body = block.group(4) == null ? "" : block.group(4);
            all.add(new DocumentedExchange(
                    block.group(1),
                    block.group(2),
                    block.group(3),
                    body,
                    Integer.parseInt(block.group(5)),
                    JSON.readTree(block.group(6))));
        }
        if (all.size() != text.split("```exchange", -1).length - 1) {
            throw new IOException(page + " has an example that cannot be read");
        }
        return all;
    }

    /** Where an answer is not as documented; empty if it is. Names in angle brackets are bound to what they are first. */
    static String difference(JsonNode documented, JsonNode got, Map<String, JsonNode> names) {
        if (documented.isTextual() && documented.asText().matches("<.+>")) {
            JsonNode bound = names.putIfAbsent(documented.asText(), got);
            return got.isMissingNode() || bound != null && !bound.equals(got) ? documented + " is " + got : "";
        }
        if (documented.isArray()) {
            return list(documented, got, names);
        }
        if (documented.isObject()) {
            for (Map.Entry<String, JsonNode> field : documented.properties()) {
                String inside = difference(field.getValue(), got.path(field.getKey()), names);
                if (!inside.isEmpty()) {
                    return field.getKey() + ": " + inside;
                }
            }
            return got.isObject() ? "" : documented + " is " + got;
        }
        return documented.equals(got) ? "" : documented + " is " + got;
    }

    private static String list(JsonNode documented, JsonNode got, Map<String, JsonNode> names) {
        if (!got.isArray() || got.size() != documented.size()) {
            return documented + " is " + got;
        }
        for (int i = 0; i < got.size(); i++) {
            String inside = difference(documented.get(i), got.get(i), names);
            if (!inside.isEmpty()) {
                return i + ": " + inside;
            }
        }
        return "";
    }
}
