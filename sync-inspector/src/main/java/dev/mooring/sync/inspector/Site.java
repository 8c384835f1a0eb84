package dev.mooring.sync.inspector;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.internal.json.JsonWriter;
import dev.mooring.sync.spi.text.Shown;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of the page. Whoever is not let in by the {@link Door} learns nothing. */
final class Site implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger("dev.mooring.sync.inspector");
    private static final String JSON = "application/json; charset=utf-8";
    private static final int MOST_POSTED = 1_024;

    /** The page has no part of anybody else, and no script or style but its two files; nobody may show it inside another page. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'";

    private final Door door;
    private final Answers answers;
    private final @Nullable Buttons buttons;

    Site(Door door, Answers answers, @Nullable Buttons buttons) {
        this.door = door;
        this.answers = answers;
        this.buttons = buttons;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            headers(exchange.getResponseHeaders());
            Headers asked = exchange.getRequestHeaders();
            Door.Entry entry = door.ask(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    only(asked, "Host"),
                    only(asked, "Origin"));
            if (entry.status() != 0) {
                fail(exchange, entry.status(), entry.words());
            } else {
                answer(exchange, entry.path());
            }
        }
    }

    private static void headers(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private static @Nullable String only(Headers headers, String name) {
        List<String> values = headers.get(name);
        return values == null || values.size() != 1 ? null : values.get(0);
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        try {
            if (exchange.getRequestMethod().equals("POST")) {
                press(exchange, path);
            } else {
                show(exchange, path);
            }
        } catch (BadRequest e) {
            fail(exchange, 400, e.getMessage());
        } catch (IllegalArgumentException e) { // The dialect can never carry it.
            fail(exchange, 409, e.getMessage());
        } catch (IllegalStateException e) { // The client is closed.
            fail(exchange, 503, e.getMessage());
        } catch (SyncException e) {
            fail(exchange, 500, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("the inspector could not answer {}", Shown.name(path), Shown.thrown(e));
            fail(exchange, 500, "the inspector could not answer, as the app's log says");
        }
    }

    private void show(HttpExchange exchange, String path) throws IOException {
        Query query = Query.of(exchange.getRequestURI().getRawQuery());
        boolean reveal = query.is("payloads");
        switch (path) {
            case "" -> {
                exchange.getResponseHeaders()
                        .set("Location", exchange.getRequestURI().getPath() + "/");
                exchange.sendResponseHeaders(308, -1);
            }
            case "/" -> file(exchange, "page.html", "text/html; charset=utf-8");
            case "/page.css" -> file(exchange, "page.css", "text/css; charset=utf-8");
            case "/page.js" -> file(exchange, "page.js", "text/javascript; charset=utf-8");
            case "/icon.svg" -> file(exchange, "icon.svg", "image/svg+xml");
            case "/status" -> text(exchange, 200, answers.status());
            case "/timeline" -> text(exchange, 200, answers.timeline(query.number("since")));
            case "/pending" -> text(exchange, 200, answers.unsettled(query.number("from"), reveal));
            case "/superseded" ->
                text(exchange, 200, answers.parked(MutationState.SUPERSEDED, query.number("from"), reveal));
            case "/quarantined" ->
                text(exchange, 200, answers.parked(MutationState.QUARANTINED, query.number("from"), reveal));
            case "/aside" -> text(exchange, 200, answers.aside());
            case "/log" -> text(exchange, 200, answers.log(query.number("from"), reveal));
            case "/export" -> export(exchange);
            default -> fail(exchange, 404, "there is nothing here");
        }
    }

    private void press(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_POSTED + 1);
        if (body.length > MOST_POSTED) {
            fail(exchange, 413, "a button takes an id and no more");
            return;
        }
        Buttons there = buttons;
        UUID id = Query.of(new String(body, StandardCharsets.UTF_8)).id("id");
        String words = there == null || path.isEmpty() ? null : there.press(path.substring(1), id);
        if (words == null) {
            fail(exchange, 404, "there is no such button here");
        } else {
            text(exchange, 200, "{\"words\":" + quoted(words) + "}");
        }
    }

    private void export(HttpExchange exchange) throws IOException {
        if (!answers.showsPayloads()) {
            fail(exchange, 404, "there is no export here, as it would hold payloads");
            return;
        }
        Path folder = Files.createTempDirectory("mooring-export");
        Path file = folder.resolve("export.jsonl");
        try {
            answers.exportTo(file);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/x-ndjson; charset=utf-8");
            headers.set("Content-Disposition", "attachment; filename=\"mooring-export.jsonl\"");
            exchange.sendResponseHeaders(200, Files.size(file));
            try (OutputStream out = exchange.getResponseBody()) {
                Files.copy(file, out);
            }
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static void file(HttpExchange exchange, String name, String type) throws IOException {
        try (InputStream file = Objects.requireNonNull(Site.class.getResourceAsStream(name), name)) {
            send(exchange, 200, type, file.readAllBytes());
        }
    }

    private static void text(HttpExchange exchange, int status, String json) throws IOException {
        send(exchange, status, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private static void fail(HttpExchange exchange, int status, @Nullable String words) throws IOException {
        text(exchange, status, "{\"error\":" + quoted(Shown.words(String.valueOf(words))) + "}");
    }

    private static String quoted(String text) {
        return new JsonWriter().string(text).toString();
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
