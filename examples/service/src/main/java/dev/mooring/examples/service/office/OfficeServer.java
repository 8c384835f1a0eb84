package dev.mooring.examples.service.office;

import com.fasterxml.jackson.core.JacksonException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import java.nio.file.Path;

/** Serves the backend: {@code GET /rows} and {@code POST /rows}, for the user of the bearer token. In this example a user's token is the name. */
public final class OfficeServer implements AutoCloseable {
    private static final String BEARER = "Bearer ";

    private final Javalin http = Javalin.create(config -> config.showJavalinBanner = false);

    /**
     * Begins to serve on this machine.
     *
     * @param file of its database
     * @param port 0 is a free one
     */
    public OfficeServer(Path file, int port) {
        Office office = new Office(file);
        http.get("/rows", request -> {
            String since = request.queryParam("since");
            long version = since == null || since.isEmpty() ? 0 : Long.parseLong(since);
            answer(request, office.since(user(request), version));
        });
        http.post(
                "/rows", request -> answer(request, office.take(user(request), Office.writes(request.bodyAsBytes()))));
        http.exception(JacksonException.class, (e, request) -> request.status(HttpStatus.BAD_REQUEST));
        http.exception(NumberFormatException.class, (e, request) -> request.status(HttpStatus.BAD_REQUEST));
        http.start("127.0.0.1", port);
    }

    /** Ends with a slash. */
    public String url() {
        return "http://127.0.0.1:" + http.port() + "/";
    }

    private static void answer(Context request, Object answer) {
        request.contentType("application/json").result(Office.text(answer));
    }

    private static String user(Context request) {
        String header = request.header("Authorization");
        if (header == null || !header.startsWith(BEARER)) {
            throw new UnauthorizedResponse();
        }
        return header.substring(BEARER.length());
    }

    @Override
    public void close() {
        http.stop();
    }
}
