package dev.mooring.examples.service;

import dev.mooring.sync.status.SyncStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The users' files in a folder, each opened when it is first needed. One user's work is never sent as another's, as each has a file, a client and
 * a credential. Thread-safe.
 */
public final class Workspaces implements AutoCloseable {
    private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final String ENDING = ".db";
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final Path folder;
    private final BiFunction<String, Path, Workspace> opener;
    private final LongSupplier nanos;
    private final Map<String, Room> open = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Its lock is held for reading while somebody works in it, and for writing while it is closed. */
    private static final class Room {
        final Workspace workspace;
        final ReadWriteLock lock = new ReentrantReadWriteLock();
        volatile long used;

        Room(Workspace workspace) {
            this.workspace = workspace;
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param folder of the files
     * @param opener opens the file of a user
     * @param nanos a monotonic clock
     */
    Workspaces(Path folder, BiFunction<String, Path, Workspace> opener, LongSupplier nanos) {
        this.folder = folder;
        this.opener = opener;
        this.nanos = nanos;
    }

    /** Opens every file that is there, so that what a killed process has left is sent without its user. */
    void openAll() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                String user = name.substring(0, Math.max(0, name.length() - ENDING.length()));
                if (name.endsWith(ENDING) && USER.matcher(user).matches()) {
                    with(user, Workspace::client);
                }
            }
        }
    }

    /**
     * Does something in a user's workspace, which stays open meanwhile. Any number of threads may do so at a time.
     *
     * @throws IllegalArgumentException if this can be no user's name
     * @throws IllegalStateException after the close
     */
    public <T> T with(String user, Function<Workspace, T> work) {
        if (!USER.matcher(user).matches()) {
            throw new IllegalArgumentException("no name of a user: small letters, digits and -, at most 40");
        }
        while (true) {
            Room room = open.computeIfAbsent(user, this::opened);
            room.lock.readLock().lock();
            try {
                if (open.get(user) == room) { // Else it was closed in this moment.
                    room.used = nanos.getAsLong();
                    return work.apply(room.workspace);
                }
            } finally {
                room.lock.readLock().unlock();
            }
        }
    }

    private Room opened(String user) {
        if (closed) {
            throw new IllegalStateException("the service ends");
        }
        return new Room(opener.apply(user, folder.resolve(user + ENDING)));
    }

    /** Closes those that nobody has used for so long and that have nothing to send; the others stay open. */
    void closeIdle(Duration idle) {
        long now = nanos.getAsLong();
        open.forEach((user, room) -> {
            if (now - room.used >= idle.toNanos() && room.lock.writeLock().tryLock()) {
                try {
                    if (room.workspace.client().status().pending() == 0 && open.remove(user, room)) {
                        room.workspace.close();
                    }
                } finally {
                    room.lock.writeLock().unlock();
                }
            }
        });
    }

    /** How each open one stands, by the user's name. */
    public Map<String, SyncStatus> statuses() {
        Map<String, SyncStatus> all = new TreeMap<>();
        open.forEach((user, room) -> all.put(user, room.workspace.client().status()));
        return all;
    }

    /** Sends what can be sent in three seconds, for all users at a time, and closes all. What is left goes out after the next start. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture<?>[] flushes = open.values().stream()
                .map(room -> room.workspace.client().flush(LAST_WORDS))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(flushes).join();
        open.values().forEach(room -> {
            room.lock.writeLock().lock();
            try {
                room.workspace.close();
            } finally {
                room.lock.writeLock().unlock();
            }
        });
        open.clear();
    }
}
