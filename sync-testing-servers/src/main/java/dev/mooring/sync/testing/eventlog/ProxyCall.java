package dev.mooring.sync.testing.eventlog;

import dev.mooring.sync.testing.script.JsonWriter;
import dev.mooring.sync.testing.script.ScriptError;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code request} of a proxied call, with its secrets. */
final class ProxyCall {
    private static final Pattern SECRET = Pattern.compile("<<SECRET:([^>]+)>>");

    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final String method;
    private final @Nullable String body;

    ProxyCall(Object request, Map<String, String> secrets, String bodyField) {
        url = fill(ScriptValue.text(ScriptValue.get(request, "url")), secrets);
        if (ScriptValue.get(request, "headers") instanceof Map<?, ?> given) {
            for (Map.Entry<?, ?> header : given.entrySet()) {
                Object value = header.getValue();
                headers.put(header.getKey().toString(), fill(value == null ? "" : ScriptValue.text(value), secrets));
            }
        }
        Object given = ScriptValue.get(request, "method");
        method = ScriptValue.truthy(given) ? ScriptValue.text(given).toUpperCase(Locale.ROOT) : "POST";
        Object content = ScriptValue.get(request, bodyField);
        if (content == ScriptValue.Nothing.UNDEFINED) {
            body = null;
        } else {
            body = content instanceof String text ? fill(text, secrets) : JsonWriter.write(content);
        }
    }

    static boolean hasUrl(Object request) {
        return !(request instanceof ScriptValue.Nothing) && ScriptValue.truthy(ScriptValue.get(request, "url"));
    }

    Upstream.Result make(Upstream upstream) throws IOException {
        if (body != null && (method.equals("GET") || method.equals("HEAD"))) {
            throw new IOException("Request with a GET or HEAD method cannot have a body.");
        }
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new IOException("Fetch API cannot load: " + url);
        }
        return upstream.call(method, url, headers, body);
    }

    static String json(Upstream.Result result) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("status", (double) result.status());
        shown.put("headers", new TreeMap<String, Object>(result.headers()));
        shown.put("body", result.body());
        return JsonWriter.write(shown);
    }

    private static String fill(String text, Map<String, String> secrets) {
        Matcher matcher = SECRET.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String variable = name.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
            String value = secrets.get(variable);
            if (value == null) {
                throw new ScriptError("Secret \"" + name + "\" (env: " + variable + ") is not configured.");
            }
            matcher.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(out).toString();
    }
}
