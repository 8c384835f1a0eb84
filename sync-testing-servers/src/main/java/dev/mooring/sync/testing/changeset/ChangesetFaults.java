package dev.mooring.sync.testing.changeset;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with the frames of a {@link ChangesetServer} beyond what is wrong with it by nature. A count holds for the next frames
 * of all sockets together. For frames of any kind there is {@link dev.mooring.sync.testing.http.Channels}, for cut connections {@link
 * dev.mooring.sync.testing.http.Proxy}. Thread-safe.
 */
public final class ChangesetFaults {
    private final Queue<String> handshakes = new ArrayDeque<>();
    private final Queue<String> setups = new ArrayDeque<>();
    private final Queue<String> applies = new ArrayDeque<>();
    private MetaFault meta = MetaFault.NONE;
    private DatabaseFault database = DatabaseFault.NONE;
    private int lostAcks;
    private int skipped;
    private int repeated;
    private int cut;

    ChangesetFaults() {}

    /**
     * The next handshake ends with {@code server_error}, and the socket is closed.
     *
     * @param words what went wrong
     */
    public synchronized void failHandshake(String words) {
        handshakes.add(words);
    }

    /**
     * The next handshake succeeds, and then fails all the same: {@code server_error}, and the socket is closed.
     *
     * @param words what went wrong
     */
    public synchronized void failSetup(String words) {
        setups.add(words);
    }

    /**
     * The next frame of changes cannot be applied, as if a trigger had refused it.
     *
     * @param words what the database says
     */
    public synchronized void failApply(String words) {
        applies.add(words);
    }

    /**
     * What a client sends is applied, and nobody says so.
     *
     * @param frames how many
     */
    public synchronized void loseAcks(int frames) {
        lostAcks = frames;
    }

    /**
     * Frames of changes are not sent, and what follows says that it follows them: a gap.
     *
     * @param frames how many
     */
    public synchronized void skipChanges(int frames) {
        skipped = frames;
    }

    /**
     * Frames of changes come twice.
     *
     * @param frames how many
     */
    public synchronized void repeatChanges(int frames) {
        repeated = frames;
    }

    /**
     * Frames of changes end in the middle, as whole messages.
     *
     * @param frames how many
     */
    public synchronized void cutChanges(int frames) {
        cut = frames;
    }

    /**
     * What is wrong with the answer of the meta endpoint.
     *
     * @param value until it is set anew
     */
    public synchronized void meta(MetaFault value) {
        meta = value;
    }

    /**
     * What is wrong with the databases.
     *
     * @param value until it is set anew
     */
    public synchronized void database(DatabaseFault value) {
        database = value;
    }

    // ---- for the server

    synchronized DatabaseFault database() {
        return database;
    }

    @Nullable
    synchronized String handshake() {
        return database == DatabaseFault.MALFORMED ? database.words : handshakes.poll();
    }

    @Nullable
    synchronized String setup() {
        return setups.poll();
    }

    @Nullable
    synchronized String apply() {
        return database == DatabaseFault.NONE ? applies.poll() : database.words;
    }

    synchronized boolean losesAck() {
        return lostAcks > 0 && lostAcks-- > 0;
    }

    synchronized boolean skips() {
        return skipped > 0 && skipped-- > 0;
    }

    synchronized boolean repeats() {
        return repeated > 0 && repeated-- > 0;
    }

    synchronized boolean cuts() {
        return cut > 0 && cut-- > 0;
    }

    synchronized MetaFault meta() {
        return meta;
    }
}
