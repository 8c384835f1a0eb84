package dev.mooring.sync.inspector;

import dev.mooring.sync.SyncClient;
import java.time.InstantSource;
import java.util.Objects;

/** Builds an {@link Inspector}. Not thread-safe. */
public final class InspectorBuilder {
    final SyncClient<?> client;
    boolean payloads = true;
    boolean buttons = true;
    int port;
    InstantSource clock = InstantSource.system();

    InspectorBuilder(SyncClient<?> client) {
        this.client = Objects.requireNonNull(client);
    }

    /**
     * Never shows payloads, and offers no export, as that holds them. By default a page shows which fields a mutation changes, and hides what is in
     * them, until whoever looks at it asks for that.
     *
     * @return this
     */
    public InspectorBuilder withoutPayloads() {
        payloads = false;
        return this;
    }

    /**
     * Lets the page look and change nothing: it has no retry, no reissue and no drop.
     *
     * @return this
     */
    public InspectorBuilder withoutButtons() {
        buttons = false;
        return this;
    }

    /**
     * The port on the loopback interface. By default any that is free.
     *
     * @param number from 1 to 65535, or 0 for any
     * @return this
     * @throws IllegalArgumentException if it is no port
     */
    public InspectorBuilder port(int number) {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535, not " + number);
        }
        port = number;
        return this;
    }

    /**
     * Opens the client, if it is not open yet, and starts to answer.
     *
     * @return to be closed
     * @throws java.io.UncheckedIOException if the port is taken
     * @throws dev.mooring.sync.StorageException if the storage cannot be opened
     * @throws IllegalStateException if the client is closed
     */
    public Inspector start() {
        return Inspector.start(this);
    }
}
