package dev.mooring.sync.testing.changeset;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Wires a server together. */
public final class ChangesetServerBuilder {
    final Map<String, Supplier<byte[]>> files = new HashMap<>();
    ServerSchema schema = new ServerSchema("init", 0, Map.of());
    Flavour flavour = Flavour.FORK;
    Supplier<Bytes> sites = ChangesetServerBuilder::randomSite;
    Consumer<Runnable> later = Runnable::run;
    boolean dev = true;

    ChangesetServerBuilder() {}

    private static Bytes randomSite() {
        byte[] site = new byte[16];
        new SecureRandom().nextBytes(site);
        return Bytes.of(site);
    }

    /**
     * The schema of every database, with the number that its text has.
     *
     * @param name of the schema
     * @param text {@code CREATE TABLE} statements
     * @return this
     */
    public ChangesetServerBuilder schema(String name, String text) {
        return schema(name, Cryb64.of(text), text);
    }

    /**
     * The schema of every database, with a number of its own.
     *
     * @param name of the schema
     * @param version its number
     * @param text {@code CREATE TABLE} statements
     * @return this
     */
    public ChangesetServerBuilder schema(String name, long version, String text) {
        schema = ServerSchema.of(name, version, text);
        return this;
    }

    /**
     * Which server is played.
     *
     * @param value the fork by default
     * @return this
     */
    public ChangesetServerBuilder flavour(Flavour value) {
        flavour = value;
        return this;
    }

    /**
     * Where the ids of databases come from.
     *
     * @param value asked once for each database, and again when it is reset; random ones by default
     * @return this
     */
    public ChangesetServerBuilder sites(Supplier<Bytes> value) {
        sites = value;
        return this;
    }

    /**
     * When the server looks at a file that was written, to tell those who listen. The live server looks after up to 100 ms.
     *
     * @param value runs what it is given later, once; at once by default
     * @return this
     */
    public ChangesetServerBuilder later(Consumer<Runnable> value) {
        later = value;
        return this;
    }

    /**
     * What {@code GET /:db/file} answers for a database.
     *
     * @param room its name
     * @param file makes a SQLite file; without one, 404
     * @return this
     */
    public ChangesetServerBuilder file(String room, Supplier<byte[]> file) {
        files.put(room, file);
        return this;
    }

    /**
     * Whether {@code exec} and {@code reset} are allowed.
     *
     * @param value true by default
     * @return this
     */
    public ChangesetServerBuilder dev(boolean value) {
        dev = value;
        return this;
    }

    /**
     * Builds the server, not listening yet.
     *
     * @return the server
     */
    public ChangesetServer build() {
        return new ChangesetServer(this);
    }
}
