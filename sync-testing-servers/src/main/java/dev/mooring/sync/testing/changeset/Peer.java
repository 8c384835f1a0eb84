package dev.mooring.sync.testing.changeset;

import dev.mooring.sync.testing.http.LiveFace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One socket of a client. Everything is done under the server's lock; a frame that cannot be read ends the server's process. */
final class Peer implements LiveFace.Client {
    private static final int ERROR = 1011;

    private final ChangesetServer server;
    private final String room;
    private final LiveFace.Line line;
    private @Nullable ServerDatabase database;
    private @Nullable Bytes site;
    private long sent;
    private boolean announced;
    private boolean streaming;
    private boolean zombie;
    private boolean deaf;

    Peer(ChangesetServer server, String room, LiveFace.Line line) {
        this.server = server;
        this.room = room;
        this.line = line;
    }

    String room() {
        return room;
    }

    @Override
    public void text(String text) {
        server.uncaught();
    }

    @Override
    public void binary(byte[] bytes) {
        boolean touched;
        synchronized (server.lock) {
            Message message;
            try {
                message = Codec.read(bytes);
            } catch (IllegalArgumentException e) {
                message = null;
            }
            touched = message != null && take(message);
            if (message == null || message instanceof Message.Status) {
                server.uncaughtSoon();
            }
        }
        server.settle(touched ? room : null);
    }

    @Override
    public void closed() {
        server.left(this);
    }

    /** Whether the database of the room was written. */
    private boolean take(Message message) {
        if (message instanceof Message.Announce announce) {
            announce(announce);
        } else if (message instanceof Message.Changes changes) {
            return changes(changes);
        } else if (message instanceof Message.Reject reject) {
            rewind(reject);
        } else if (message instanceof Message.Ping && server.flavour != Flavour.NPM) {
            line.binary(Codec.write(new Message.Pong()));
        }
        return false;
    }

    // ---- the handshake

    /** A second one is not answered. */
    private void announce(Message.Announce announce) {
        if (announced) {
            return;
        }
        announced = true;
        String broken = server.faults().handshake();
        String refusal = ChangesetServer.badName(room);
        if (broken != null || refusal != null) {
            fail("handshake", "server_error", broken == null ? String.valueOf(refusal) : broken);
            return;
        }
        ServerDatabase opened = server.database(room);
        database = opened;
        site = announce.sender();
        ServerSchema schema = opened.schema();
        if (!schema.name().equals(announce.schemaName()) || schema.version() != announce.schemaVersion()) {
            refuse(
                    "schema_mismatch",
                    "Server schema " + schema.version() + " does not match client " + announce.schemaVersion());
            return;
        }
        Message.Seen seen = null;
        for (Message.Seen one : announce.seen()) {
            seen = one.site().equals(opened.site()) ? one : seen;
        }
        if (seen == null && !announce.seen().isEmpty() && server.flavour != Flavour.NPM) {
            refuse("peer_mismatch", null);
            return;
        }
        status(true, "handshake", opened.ack(announce.sender()), null, null);
        start(opened, announce.sender(), seen == null ? 0 : seen.version());
    }

    private void start(ServerDatabase opened, Bytes client, long seen) {
        String broken = server.faults().setup();
        if (broken != null) {
            status(false, "handshake", null, "server_error", broken);
            close("sync_setup_failed");
            return;
        }
        long ack = opened.ack(client);
        line.binary(Codec.write(new Message.Start(ack, 0, List.of(opened.site()), false)));
        status(true, "steady", ack, null, null);
        streaming = true;
        sent = seen;
        stream();
    }

    /** The published server throws, and nobody hears it. */
    private void refuse(String reason, @Nullable String words) {
        status(false, "handshake", Objects.requireNonNull(database).ack(Objects.requireNonNull(site)), reason, words);
        close("sync_incompatible");
    }

    private void fail(String stage, String reason, String words) {
        status(false, stage, null, reason, words);
        close("sync_incompatible");
    }

    private void close(String reason) {
        if (server.flavour != Flavour.NPM) {
            line.close(ERROR, reason);
        }
    }

    private void status(boolean ok, String stage, @Nullable Long ack, @Nullable String reason, @Nullable String words) {
        if (server.flavour == Flavour.NPM) {
            return;
        }
        ServerDatabase of = database;
        ServerSchema schema = of == null ? null : of.schema();
        line.binary(Codec.write(new Message.Status(
                ok,
                of == null ? null : of.site(),
                schema == null ? null : schema.name(),
                schema == null ? null : schema.version(),
                schema == null ? null : Long.toString(schema.version()),
                stage,
                ack,
                reason,
                words)));
    }

    // ---- what the client writes

    private boolean changes(Message.Changes changes) {
        ServerDatabase into = database;
        if (into == null || !streaming) {
            return false;
        }
        Bytes sender = changes.sender();
        List<Cell> cells = changes.cells();
        if (zombie) {
            // The database was let go: nothing is written, and what it would have held is acknowledged.
            status(true, "apply_ack", cells.isEmpty() ? into.ack(sender) : last(cells), null, null);
            return false;
        }
        long held = into.ack(sender);
        if (changes.since() > held || (changes.since() == held && changes.seq() > 0)) {
            line.binary(Codec.write(new Message.Reject(sender, held, 0)));
            if (server.flavour == Flavour.FORK) {
                return false;
            }
        }
        if (!cells.isEmpty() && !applies(into, sender, cells)) {
            return false;
        }
        if (!server.faults().losesAck()) {
            status(true, "apply_ack", into.ack(sender), null, null);
        }
        return !cells.isEmpty() && server.isLinked(room, into);
    }

    private boolean applies(ServerDatabase into, Bytes sender, List<Cell> cells) {
        try {
            String broken = server.faults().apply();
            if (broken != null) {
                throw new Transaction.Refused(broken);
            }
            into.apply(sender, cells);
            return true;
        } catch (Transaction.Refused e) {
            zombie = server.flavour != Flavour.NPM;
            status(false, "apply_ack", null, "apply_failed", e.getMessage());
            return false;
        }
    }

    private static long last(List<Cell> cells) {
        return cells.get(cells.size() - 1).dbVersion();
    }

    // ---- what the client is told

    private void rewind(Message.Reject reject) {
        if (server.flavour == Flavour.FORK && streaming && !zombie) {
            sent = reject.since();
            stream();
        }
    }

    /** Says everything that was written since it was last said, in one frame. */
    void stream() {
        ServerDatabase from = database;
        if (from == null || !streaming || zombie || deaf) {
            return;
        }
        List<Cell> cells = from.after(sent, site);
        if (cells.isEmpty()) {
            return;
        }
        byte[] frame = Codec.write(new Message.Changes(from.site(), sent, 0, cells));
        sent = last(cells);
        if (server.faults().skips()) {
            return;
        }
        boolean cut = server.faults().cuts();
        line.binary(cut ? Arrays.copyOf(frame, frame.length / 2) : frame);
        if (!cut && server.faults().repeats()) {
            line.binary(frame);
        }
    }

    /** It is told nothing from now on, and everything else goes on. */
    void deafen() {
        deaf = true;
    }
}
