package dev.mooring.sync.testing.entitysync;

import dev.mooring.sync.testing.http.LiveFace;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The WebSocket side of the server, at {@code /sync/ws?userId=…&token=…}, with the faults of the live one. The token is looked at in the
 * handshake only. An acknowledgement names nothing that it acknowledges. An event whose write failed is told to the others all the same,
 * without a sequence. What is written over HTTP is told to nobody. A stream leaves out pieces and deletions, and echoes what it was asked.
 * Nothing is compared with what is there.
 *
 * <p>The switches here are what goes wrong inside the server. What goes wrong on the way, in {@link
 * dev.mooring.sync.testing.http.Channels}. Thread-safe.
 */
public final class EntitySockets implements LiveFace {
    private static final String PATH = "/sync/ws";
    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    private final Function<String, @Nullable String> sessions;
    private final Function<String, Account> accounts;
    private final Runnable flush;
    private final List<Socket> open = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    private final List<SyncStream> slow = new ArrayList<>();
    private int lateOnes;
    private int failures;
    private int queriesLeft = -1;
    private boolean slowStreams;
    private boolean reordersAcks;

    EntitySockets(Function<String, @Nullable String> sessions, Function<String, Account> accounts, Runnable flush) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.flush = flush;
    }

    // ---- faults

    /**
     * The next mutations take their sequence now and are written, acknowledged and told only when {@link #landLate} is called, so that
     * higher sequences are seen before theirs.
     *
     * @param mutations how many
     */
    public synchronized void lateSequence(int mutations) {
        lateOnes = mutations;
    }

    /** The late ones are written, acknowledged and told, in their order. */
    public void landLate() {
        take(late).forEach(Runnable::run);
        flush.run();
    }

    /**
     * The database refuses the next mutations of sockets. They take a sequence that is lost; nobody is acknowledged, and the others are
     * told all the same.
     *
     * @param mutations how many
     */
    public synchronized void failWrites(int mutations) {
        failures = mutations;
    }

    /**
     * Of each two acknowledgements in a row for one socket, the second comes first. One that has no second comes before whatever else
     * the server answers to that socket.
     *
     * @param value whether
     */
    public synchronized void reorderAcks(boolean value) {
        reordersAcks = value;
    }

    /**
     * Streams stop before each of their queries, until {@link #stepStreams}. What happens in between is told in between.
     *
     * @param value whether, for those that are asked for from now on
     */
    public synchronized void slowStreams(boolean value) {
        slowStreams = value;
    }

    /**
     * Every stream that waits makes its next query, and says what it found.
     *
     * @return whether one of them has more to do
     */
    public boolean stepStreams() {
        List<SyncStream> steps = take(slow);
        for (SyncStream stream : steps) {
            if (stream.step()) {
                synchronized (this) {
                    slow.add(stream);
                }
            }
        }
        flush.run();
        synchronized (this) {
            return !slow.isEmpty();
        }
    }

    /**
     * The database fails in the middle of the next stream.
     *
     * @param queries how many it still answers
     */
    public synchronized void failStreamAfter(int queries) {
        queriesLeft = queries;
    }

    private synchronized <T> List<T> take(List<T> list) {
        List<T> taken = new ArrayList<>(list);
        list.clear();
        return taken;
    }

    // ---- for the server

    synchronized boolean isLate(Runnable landing) {
        if (lateOnes == 0) {
            return false;
        }
        lateOnes--;
        return late.add(landing);
    }

    synchronized boolean failsWrite() {
        return failures > 0 && failures-- > 0;
    }

    synchronized boolean reordersAcks() {
        return reordersAcks;
    }

    synchronized int queriesLeft() {
        int left = queriesLeft;
        queriesLeft = -1;
        return left;
    }

    /** Runs a stream, all at once unless it is slow. */
    void run(SyncStream stream) {
        synchronized (this) {
            if (slowStreams) {
                slow.add(stream);
                return;
            }
        }
        boolean more = true;
        while (more) {
            more = stream.step();
        }
    }

    /** All sockets of a user, in the order in which they came. */
    synchronized List<Socket> of(Account account) {
        List<Socket> sockets = new ArrayList<>();
        open.stream().filter(socket -> socket.account() == account).forEach(sockets::add);
        return sockets;
    }

    // ---- the face

    @Override
    public boolean takes(Request request) {
        return Target.of(request.path()).path().equals(PATH);
    }

    @Override
    public @Nullable Reply refuses(Request request) {
        Target target = Target.of(request.path());
        String user = target.parameter("userId");
        String token = target.parameter("token");
        if (user == null || user.isEmpty() || token == null || token.isEmpty()) {
            return Reply.of(400, JSON, "{\"error\":\"Missing userId or token\"}");
        }
        String owner = sessions.apply(token);
        if (owner == null) {
            return Reply.of(401, JSON, "{\"error\":\"Invalid or expired token\"}");
        }
        if (!owner.equals(user)) {
            return Reply.of(403, JSON, "{\"error\":\"User ID mismatch\"}");
        }
        return request.header("Upgrade").equals("websocket")
                ? null
                : Reply.of(404, Map.of("Content-Type", "text/plain;charset=UTF-8"), "Not found");
    }

    @Override
    public Client connected(Request request, Line line) {
        String user = String.valueOf(Target.of(request.path()).parameter("userId"));
        Socket socket = new Socket(this, accounts.apply(user), line);
        synchronized (this) {
            open.add(socket);
        }
        socket.welcome();
        return socket;
    }

    synchronized void left(Socket socket) {
        open.remove(socket);
    }
}
