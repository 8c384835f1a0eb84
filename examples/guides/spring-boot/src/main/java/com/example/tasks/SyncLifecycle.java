package com.example.tasks;

import dev.mooring.sync.SyncClient;
import java.sql.Connection;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts before the web server serves, and sends the last writes after it has stopped. */
@Component
class SyncLifecycle implements SmartLifecycle {
    private final SyncClient<Connection> client;
    private volatile boolean running;

    SyncLifecycle(SyncClient<Connection> client) {
        this.client = client;
    }

    @Override
    public void start() {
        client.start();
        running = true;
    }

    @Override
    public void stop() {
        client.flushAndStop(Duration.ofSeconds(3)).join(); // What is left goes out after the next start.
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0; // The web server has a much later one: it is started after this, and stopped before.
    }
}
