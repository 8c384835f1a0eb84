package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import dev.mooring.sync.testing.process.Options;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for the live changeset server, over HTTP and, at {@code /sync}, over WebSockets. It has the faults of the live one. Its
 * process ends at an upgrade without a subprotocol, at a text frame, and at a frame that it cannot read. After a frame that could not be
 * applied a socket stays open, is told nothing any more, and is acknowledged what was never written. A second announcement, and changes
 * before the first one, are met with silence. A database that is reset keeps the sockets that were open, on a file that nobody else sees.
 * Everything that a client has missed comes in one frame, however large.
 *
 * <p>Two values of one cell that were written as often are compared as the wire has them, so that a float loses against a smaller whole
 * number, as in the live server.
 *
 * <p>It deals with one thing at a time.
 */
public final class ChangesetServer extends StandInServer<ChangesetServer> {
    final Object lock = new Object();
    final Flavour flavour;
    final boolean dev;
    private final Supplier<Bytes> sites;
    private final Consumer<Runnable> later;
    private final Map<String, Supplier<byte[]>> files;
    private final Map<String, ServerDatabase> databases = new LinkedHashMap<>();
    private final List<BiConsumer<Bytes, List<Cell>>> witnesses = new CopyOnWriteArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final ChangesetFaults faults = new ChangesetFaults();
    private final Sockets sockets = new Sockets(this);
    private final Endpoints endpoints = new Endpoints(this);
    private ServerSchema schema;
    private boolean dying;

    ChangesetServer(ChangesetServerBuilder builder) {
        super(false);
        schema = builder.schema;
        flavour = builder.flavour;
        dev = builder.dev;
        sites = builder.sites;
        later = builder.later;
        files = new HashMap<>(builder.files);
    }

    /**
     * Begins a server: the fork, with a schema without tables.
     *
     * @return a builder
     */
    public static ChangesetServerBuilder builder() {
        return new ChangesetServerBuilder();
    }

    /**
     * Runs a server as a process of its own, and prints its URL on a line. Options, with their defaults: {@code --port N} (0, a free one);
     * {@code --flavour fork|old-fork|npm} (fork); {@code --schema FILE}, its tables (a table {@code todo}); {@code --name S}, the name of
     * the schema (init); {@code --help}.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        Options.serve(args, CommandLine.OPTIONS, CommandLine::server);
    }

    @Override
    protected ChangesetServer self() {
        return this;
    }

    @Override
    protected LiveFace live() {
        return sockets;
    }

    @Override
    protected Reply answer(Request request) {
        return endpoints.answer(request);
    }

    // ---- the other side of the server: for tests

    /**
     * A database. It is made if it is not there, as it is when a client names it.
     *
     * @param room its name
     * @return the one that is linked now
     */
    public ServerDatabase database(String room) {
        synchronized (lock) {
            return databases.computeIfAbsent(room, this::fresh);
        }
    }

    private ServerDatabase fresh(String room) {
        return new ServerDatabase(
                lock,
                sites.get(),
                schema,
                (site, cells) -> witnesses.forEach(witness -> witness.accept(site, cells)),
                () -> settle(room));
    }

    /**
     * Deletes a database and makes it anew, with another site id. Sockets that are open stay on the old one.
     *
     * @param room its name
     * @return the new one
     */
    public ServerDatabase reset(String room) {
        synchronized (lock) {
            databases.put(room, fresh(room));
            return database(room);
        }
    }

    /**
     * Copies all databases, as a backup does.
     *
     * @return puts the copy back when it is run, any number of times; sockets that are open stay on what was replaced
     */
    public Runnable backup() {
        synchronized (lock) {
            Map<String, ServerDatabase> copies = new LinkedHashMap<>();
            databases.forEach((room, database) -> copies.put(room, database.copy()));
            return () -> {
                synchronized (lock) {
                    databases.clear();
                    copies.forEach((room, copy) -> databases.put(room, copy.copy()));
                }
            };
        }
    }

    /**
     * The server is started anew with another schema. All sockets are cut; rows keep the columns that are still there, and a new column has
     * its default.
     *
     * @param name of the schema
     * @param text {@code CREATE TABLE} statements
     */
    public void migrate(String name, String text) {
        synchronized (lock) {
            schema = ServerSchema.of(name, Cryb64.of(text), text);
            databases.values().forEach(database -> database.migrate(schema));
        }
        channels().cut();
    }

    /**
     * Tells a test what is written, whether it wins or loses, and whatever becomes of the database later.
     *
     * @param witness given the writer's site and the cells, in the transaction that writes them
     */
    public void onApplied(BiConsumer<Bytes, List<Cell>> witness) {
        witnesses.add(witness);
    }

    /** Those who listen now are told nothing any more, though their sockets stay open and are acknowledged. */
    public void deafen() {
        synchronized (lock) {
            peers.forEach(Peer::deafen);
        }
    }

    /**
     * What goes wrong with its frames.
     *
     * @return always the same
     */
    public ChangesetFaults faults() {
        return faults;
    }

    /**
     * Why the server does not open a database of this name.
     *
     * @param room a name
     * @return the words of the live server; null for a good name
     */
    @Nullable
    static String badName(String room) {
        return room.contains("..") || room.contains("/") || room.contains("\\")
                ? room + " must not include '..', '/', or '\\'"
                : null;
    }

    // ---- for its sockets and endpoints

    byte @Nullable [] file(String room) {
        Supplier<byte[]> file = files.get(room);
        return file == null ? null : file.get();
    }

    ServerSchema schema() {
        synchronized (lock) {
            return schema;
        }
    }

    boolean isLinked(String room, ServerDatabase database) {
        return databases.get(room) == database;
    }

    void entered(Peer peer) {
        synchronized (lock) {
            peers.add(peer);
        }
    }

    void left(Peer peer) {
        synchronized (lock) {
            peers.remove(peer);
        }
    }

    /** A fault that is seen under the lock; {@link #settle} follows it. */
    void uncaughtSoon() {
        dying = true;
    }

    /** A fault of the process, under no lock. */
    void uncaught() {
        uncaughtSoon();
        settle(null);
    }

    /** What is done under no lock behind each thing: the process ends, or somebody looks later at a file that was written. */
    void settle(@Nullable String written) {
        boolean dies;
        synchronized (lock) {
            dies = dying;
            dying = false;
        }
        if (dies) {
            die();
        }
        if (written != null) {
            later.accept(() -> look(written));
            wrote();
        }
    }

    private void look(String room) {
        synchronized (lock) {
            peers.stream().filter(peer -> peer.room().equals(room)).forEach(Peer::stream);
        }
        flush();
    }
}
