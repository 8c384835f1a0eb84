package dev.mooring.systemtests.simulation;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.EntityType;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Another device of the user of an entity-sync server, which writes over its socket, so that all others are told. The server's own holes
 * are part of it: a write that is told and not stored, one that takes its sequence early and lands late, a stream that is read while others
 * write, one that breaks off.
 */
final class TalkingDevice {
    private final EntitySyncServer server;
    private final String user;
    private final String token;
    private final Supplier<Instant> now;
    private final Told told;
    private final List<String> scores;
    private final List<Runnable> late = new ArrayList<>();
    private @Nullable LiveClient socket;

    /** Learns what the server tells of a row, whether it has it or not. */
    interface Told {
        void of(EntityType type, String key, String label);
    }

    /** That also plays these pieces; the second entry is another one's then. */
    TalkingDevice(
            EntitySyncServer server, String user, String token, Supplier<Instant> now, List<String> scores, Told told) {
        this.scores = scores;
        this.server = server;
        this.user = user;
        this.token = token;
        this.now = now;
        this.told = told;
    }

    /** What it does depends on the label alone. */
    void acts(String label) {
        land();
        Random random = new Random(label.hashCode() * 17L + 3);
        String key = "k" + (scores.isEmpty() ? random.nextInt(2) : 0);
        if (!scores.isEmpty() && random.nextInt(2) == 0) {
            piece(scores.get(random.nextInt(scores.size())), label, random.nextInt(12));
            return;
        }
        switch (random.nextInt(12)) {
            case 0, 1 -> entry(key, label);
            case 2, 3, 4 -> {
                entry(key, label);
                server.delete(user, EntityType.LOGBOOK_ENTRY, key); // Of which the socket says nothing.
            }
            case 5 -> says("ENTRY_DELETED", "\"entryId\":\"" + key + "\"");
            case 6 -> plan(label);
            case 7 -> {
                server.sockets().failWrites(1);
                says("ENTRY_UPDATED", "\"entry\":" + entryOf(key, label));
            }
            case 8 -> {
                server.sockets().lateSequence(1);
                late.add(() -> told.of(EntityType.LOGBOOK_ENTRY, key, label));
                says("ENTRY_UPDATED", "\"entry\":" + entryOf(key, label));
            }
            case 9 -> server.sockets().slowStreams(random.nextInt(4) == 0);
            case 10 -> server.sockets().failStreamAfter(random.nextInt(3));
            default -> {
                // It rests.
            }
        }
    }

    private void entry(String key, String label) {
        told.of(EntityType.LOGBOOK_ENTRY, key, label);
        says("ENTRY_UPDATED", "\"entry\":" + entryOf(key, label));
    }

    private String entryOf(String key, String label) {
        return "{\"id\":\"" + key + "\",\"timestamp\":\"" + now.get()
                + "\",\"duration\":60,\"type\":\"practice\",\"instrument\":\"PIANO\",\"goalIds\":[\"g\"],\"notes\":\""
                + label
                + "\",\"updatedAt\":\"" + now.get() + "\"}";
    }

    private void plan(String label) {
        told.of(EntityType.PRACTICE_PLAN, "k3", label);
        says(
                "PLAN_UPDATED",
                "\"plan\":{\"id\":\"k3\",\"title\":\"" + label
                        + "\",\"type\":\"custom\",\"schedule\":{\"kind\":\"single\"},\"visibility\":\"private\",\"status\":\"active\","
                        + "\"createdAt\":\"" + now.get() + "\",\"updatedAt\":\"" + now.get() + "\"}");
    }

    /** A piece that was removed stays so, whoever puts it again, and is told all the same. */
    private void piece(String score, String label, int luck) {
        if (luck == 0) {
            told.of(EntityType.REPERTOIRE_ITEM, score, "");
            says("PIECE_REMOVED", "\"scoreId\":\"" + score + "\"");
            return;
        }
        if (luck == 1) {
            server.sockets().failWrites(1);
        } else if (luck == 2) {
            server.sockets().lateSequence(1);
            late.add(() -> told.of(EntityType.REPERTOIRE_ITEM, score, label));
        }
        if (luck > 2) {
            told.of(EntityType.REPERTOIRE_ITEM, score, label);
        }
        says("PIECE_UPDATED", "\"piece\":" + pieceOf(score, label));
    }

    private String pieceOf(String score, String label) {
        return "{\"id\":\"" + score + "\",\"scoreId\":\"" + score + "\",\"title\":\"" + label
                + "\",\"status\":\"learning\",\"updated_at\":\"" + now.get() + "\"}";
    }

    /** What came late is there, and streams go on. */
    void land() {
        late.forEach(Runnable::run);
        late.clear();
        server.sockets().landLate();
        server.sockets().stepStreams();
    }

    /** Nothing goes wrong inside the server from here on. */
    void calm() {
        land();
        server.sockets().slowStreams(false);
        server.sockets().failStreamAfter(-1);
        server.sockets().failWrites(0);
        boolean more = true;
        while (more) {
            more = server.sockets().stepStreams();
        }
    }

    private void says(String type, String what) {
        LiveClient open = socket == null ? connect() : socket;
        open.send("{\"type\":\"" + type + "\",\"timestamp\":\"" + now.get() + "\"," + what + "}");
    }

    private LiveClient connect() {
        String path = "/sync/ws?userId=" + user + "&token=" + token;
        server.connect(
                new Request("GET", path, Map.of("Upgrade", "websocket"), new byte[0]), new LiveClient.Listener() {
                    @Override
                    public void opened(LiveClient client) {
                        socket = client;
                    }

                    @Override
                    public void text(String name, @Nullable String id, String data) {}
                });
        LiveClient opened = socket;
        if (opened == null) {
            throw new IllegalStateException("the server lets nobody in");
        }
        return opened;
    }
}
