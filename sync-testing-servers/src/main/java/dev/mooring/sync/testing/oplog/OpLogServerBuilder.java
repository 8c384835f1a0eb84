package dev.mooring.sync.testing.oplog;

import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** Wires a server together. */
public final class OpLogServerBuilder {
    Clock clock = Clock.systemUTC();
    Supplier<String> keys = () -> UUID.randomUUID().toString();
    String user = "dev-user";
    boolean sessions;
    boolean pages;

    OpLogServerBuilder() {}

    /**
     * The time that the health check shows.
     *
     * @param value the system's by default
     * @return this
     */
    public OpLogServerBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /**
     * Where the keys of users' first generations come from, also of those after a {@link OpLogServer#wipe()}.
     *
     * @param value random UUIDs by default
     * @return this
     */
    public OpLogServerBuilder keys(Supplier<String> value) {
        keys = value;
        return this;
    }

    /**
     * Who everybody is without sessions.
     *
     * @param value {@code dev-user} by default
     * @return this
     */
    public OpLogServerBuilder user(String value) {
        user = value;
        return this;
    }

    /**
     * Whether requests need a session cookie ({@link OpLogServer#logIn}) and posts an {@code Origin} header.
     *
     * @param value false by default
     * @return this
     */
    public OpLogServerBuilder sessions(boolean value) {
        sessions = value;
        return this;
    }

    /**
     * Whether unknown paths answer 200 with a web page, as a server that also serves the app does, instead of 404.
     *
     * @param value false by default
     * @return this
     */
    public OpLogServerBuilder pages(boolean value) {
        pages = value;
        return this;
    }

    /**
     * Builds the server, not listening yet.
     *
     * @return the server
     */
    public OpLogServer build() {
        return new OpLogServer(this);
    }
}
