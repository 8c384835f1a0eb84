package com.example.service;

import com.example.rows.RowsTransport;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import io.javalin.Javalin;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.jdbi.v3.core.Jdbi;

/** Arguments: a port, the file, the backend's URL, the user and the user's token. */
public final class TaskService implements AutoCloseable {
    private final SyncClient<Connection> client;
    private final HikariDataSource pool;
    private final Javalin http;

    public static void main(String[] args) {
        TaskService service = new TaskService(Integer.parseInt(args[0]), Path.of(args[1]), args[2], args[3], args[4]);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println("serving " + service.url());
    }

    TaskService(int port, Path file, String backend, String user, String token) {
        OkHttpClient calls =
                new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30)).build();
        client = SyncClient.builder(
                        JdbcSqliteStorage.at(file)
                                .onOpen(Tasks::create)
                                .syncedTables(Tasks.SYNCED)
                                .build(),
                        RowsTransport.of(calls, backend, user, token))
                .conflicts(ConflictPolicy.lastWriteWins())
                .pollEvery(Duration.ofSeconds(30))
                .build();
        client.start(); // Before the pool: from here on the table is there, and captured.
        pool = pool(file);
        Tasks tasks = new Tasks(Jdbi.create(pool));
        http = Javalin.create();
        http.get("/tasks", it -> it.json(tasks.all()));
        http.post("/tasks", it -> it.json(Map.of("id", tasks.add(it.formParam("title")))));
        http.post("/sync", it -> it.json(told(client.syncNow().join())));
        http.get(
                "/health",
                it -> it.json(Map.of(
                        "up",
                        true,
                        "light",
                        client.status().light(),
                        "says",
                        client.status().explain())));
        http.start(port);
    }

    private static HikariDataSource pool(Path file) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(4); // SQLite has one writer at a time; the others read.
        config.addDataSourceProperty("busy_timeout", "10000");
        config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
        config.addDataSourceProperty("foreign_keys", "true");
        return new HikariDataSource(config);
    }

    private static Map<String, Object> told(SyncReport report) {
        return Map.of("sync", report.getClass().getSimpleName(), "pending", report.pending());
    }

    String url() {
        return "http://localhost:" + http.port() + "/";
    }

    @Override
    public void close() {
        http.stop();
        client.flush(Duration.ofSeconds(3)).join(); // What is left goes out after the next start.
        pool.close();
        client.close();
    }
}
