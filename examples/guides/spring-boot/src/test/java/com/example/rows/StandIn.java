package com.example.rows;

import com.example.rows.RowsApi.Result;
import com.example.rows.RowsApi.Results;
import com.example.rows.RowsApi.Row;
import com.example.rows.RowsApi.Rows;
import com.example.rows.RowsApi.Write;
import com.example.rows.RowsApi.Writes;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The backend, small enough for a test: one user's rows in memory, in the order of their last write. */
public final class StandIn implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Stored(long version, Row row) {}

    private final HttpServer http;
    private final List<Stored> stored = new ArrayList<>();
    private long version;
    private int refused;

    public StandIn() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/rows", this::answer);
        http.start();
    }

    public String url() {
        return "http://localhost:" + http.getAddress().getPort() + "/";
    }

    /** Answers the next so many requests with 503, and Retry-After of a second. */
    public synchronized void refuse(int requests) {
        refused = requests;
    }

    /** The rows that are there, deleted ones included. */
    public synchronized List<Row> rows() {
        return stored.stream().map(Stored::row).toList();
    }

    private synchronized void answer(HttpExchange call) throws IOException {
        try (call) {
            if (refused-- > 0) {
                call.getResponseHeaders().add("Retry-After", "1");
                call.sendResponseHeaders(503, -1);
                return;
            }
            boolean post = call.getRequestMethod().equals("POST");
            byte[] body = JSON.writeValueAsBytes(
                    post
                            ? take(JSON.readValue(call.getRequestBody(), Writes.class))
                            : since(call.getRequestURI().getQuery().substring("since=".length())));
            call.sendResponseHeaders(200, body.length);
            call.getResponseBody().write(body);
        }
    }

    private Rows since(String cursor) {
        long since = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
        List<Row> rows = stored.stream()
                .filter(it -> it.version > since)
                .map(Stored::row)
                .toList();
        return new Rows(rows, Long.toString(version), false);
    }

    private Results take(Writes writes) {
        long since = writes.since().isEmpty() ? 0 : Long.parseLong(writes.since());
        List<Result> results = new ArrayList<>();
        for (Write it : writes.writes()) {
            boolean unseen = stored.stream()
                    .anyMatch(old -> isOf(old, it)
                            && old.version > since
                            && !old.row.write().equals(it.write()));
            if (!unseen) {
                stored.removeIf(old -> isOf(old, it));
                Row row = new Row(it.table(), it.id(), it.write(), it.gone(), it.row());
                stored.add(new Stored(++version, row));
            }
            results.add(new Result(it.write(), unseen ? 409 : 200, unseen ? "it was written since" : ""));
        }
        return new Results(results);
    }

    private static boolean isOf(Stored old, Write write) {
        return old.row.table().equals(write.table()) && old.row.id().equals(write.id());
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
