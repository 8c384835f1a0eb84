package com.example.tasks;

import com.example.rows.RowsTransport;
import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncClient;
import dev.mooring.sync.metrics.SyncMetrics;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.sqlite.RowFormat;
import dev.mooring.sync.sqlite.SqliteStorage;
import dev.mooring.sync.sqlite.SyncedTable;
import dev.mooring.sync.sqlite.SyncedTables;
import dev.mooring.sync.sqlite.jdbc.JdbcSqliteStorage;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import okhttp3.OkHttpClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class SyncConfiguration {
    @Bean
    SyncedTables syncedTables() {
        return SyncedTables.builder()
                .format(RowFormat.ROWS)
                .table(SyncedTable.named("task").booleans("done").stamp("updated_at"))
                .build();
    }

    @Bean
    Transport transport(
            @Value("${tasks.backend}") String backend,
            @Value("${tasks.user}") String user,
            @Value("${tasks.token}") String token) {
        OkHttpClient calls =
                new OkHttpClient.Builder().callTimeout(Duration.ofSeconds(30)).build();
        return RowsTransport.of(calls, backend, user, token);
    }

    /** The tables have to be there first: schema.sql, Flyway and Liquibase make them before this bean. */
    @Bean(destroyMethod = "close")
    @DependsOnDatabaseInitialization
    SyncClient<Connection> syncClient(
            @Value("${tasks.file}") String file, SyncedTables tables, Transport transport, MeterRegistry registry) {
        SqliteStorage<Connection> storage =
                JdbcSqliteStorage.at(Path.of(file)).syncedTables(tables).build();
        SyncClient<Connection> client = SyncClient.builder(storage, transport)
                .conflicts(ConflictPolicy.lastWriteWins())
                .pollEvery(Duration.ofSeconds(30))
                .listener(new SyncMetrics(new MicrometerMeters(registry)))
                .build();
        client.open(); // From here on the table is captured, and nothing was served yet.
        return client;
    }

    /** Up whether the backend is there or not: the service works without it. */
    @Bean
    HealthIndicator sync(SyncClient<Connection> client) {
        return () -> Health.up()
                .withDetail("light", client.status().light())
                .withDetail("pending", client.status().pending())
                .withDetail("says", client.status().explain())
                .build();
    }
}
