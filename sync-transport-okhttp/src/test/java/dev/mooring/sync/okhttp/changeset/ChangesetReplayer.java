package dev.mooring.sync.okhttp.changeset;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.okhttp.Recording;
import dev.mooring.sync.okhttp.Replayer;
import dev.mooring.sync.spi.Ask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Plays the client of recorded sockets: asks what that client must have asked, and takes what the server answered. Where the library says
 * what that client said, it has to say it in the same bytes.
 */
public final class ChangesetReplayer implements Replayer {
    /** Nothing is asked over HTTP in this family. */
    @Override
    public String replay(Recording.Exchange exchange) {
        return "not asked: " + exchange.method() + " " + exchange.path() + " (" + exchange.status() + ")";
    }

    @Override
    public String converse(Recording recording) {
        Map<String, Socket> sockets = new LinkedHashMap<>();
        List<Recording.Frame> frames = recording.frames();
        for (int i = 0; i < frames.size(); i++) {
            Recording.Frame frame = frames.get(i);
            Socket socket = sockets.computeIfAbsent(frame.conn(), conn -> new Socket(frames, conn));
            if (frame.ofServer()) {
                socket.hears(frame);
            } else {
                socket.says(frame, frames.subList(i + 1, frames.size()));
            }
        }
        StringBuilder words = new StringBuilder();
        sockets.values()
                .forEach(
                        socket -> words.append(words.length() == 0 ? "" : " | ").append(socket.end()));
        return words.toString();
    }

    /** One of them. */
    private static final class Socket {
        private final String conn;
        private final CellSession device;
        private final ByteString site;
        private int ours;
        private int others;
        private boolean asked;

        Socket(List<Recording.Frame> frames, String conn) {
            this.conn = conn;
            ByteString client = CellSession.SITE;
            Schema schema = CellSession.SCHEMA;
            ByteString server = CellSession.SERVER;
            Cursor cursor = Cursor.START;
            long held = 0;
            boolean announced = false;
            for (int i = frames.size() - 1; i >= 0; i--) {
                Frame frame = frames.get(i).conn().equals(conn) ? read(frames.get(i)) : null;
                if (frame instanceof Frame.Announce announce) {
                    announced = true;
                    client = announce.sender();
                    schema = new Schema(announce.schemaName(), announce.schemaVersion());
                    for (Frame.LastSeen seen : announce.lastSeens()) {
                        cursor = new ChangesetCursor(client, seen.version(), 0, seen.site()).cursor();
                    }
                } else if (frame instanceof Frame.Changes changes
                        && !frames.get(i).ofServer()) {
                    client = changes.sender();
                    held = changes.sinceVersion();
                } else if (frame instanceof Frame.Changes changes && !announced) {
                    server = changes.sender();
                    cursor = new ChangesetCursor(client, changes.sinceVersion(), 0, server).cursor();
                } else if (frame instanceof Frame.Status status && status.site() != null && !announced) {
                    server = status.site();
                    schema = new Schema(status.schemaName(), status.schemaVersion());
                }
            }
            site = client;
            device = new CellSession(cursor, client, schema, false);
            device.session.opened();
            if (!announced) {
                device.pull(); // It was let in before the recording begins.
                device.hears(
                        new Frame.Status(
                                true, server, schema.name(), schema.version(), null, "handshake", held, null, null),
                        new Frame.Start(held, 0, List.of(server), false),
                        new Frame.Status(
                                true, server, schema.name(), schema.version(), null, "apply_ack", held, null, null));
            }
            device.said.clear();
            device.sent.clear();
        }

        private static @Nullable Frame read(Recording.Frame frame) {
            boolean known = frame.binary() != null
                    && frame.binary().size() > 0
                    && frame.binary().getByte(0) < 13;
            return known ? Frames.read(frame.binary()) : null;
        }

        void hears(Recording.Frame frame) {
            if (frame.binary() != null) {
                device.hears(frame.binary());
            } else if (frame.closed() != 0) {
                device.said.add("closed " + frame.closed());
            }
        }

        void says(Recording.Frame said, List<Recording.Frame> rest) {
            Frame frame = read(said);
            if (frame instanceof Frame.Announce) {
                Frame next = null;
                for (Recording.Frame each : rest) {
                    boolean follows = each.conn().equals(conn) && !each.ofServer();
                    next = next == null && follows ? read(each) : next;
                }
                ask(next instanceof Frame.Changes changes ? changes : null);
            } else if (frame instanceof Frame.Changes changes && !asked) {
                ask(changes);
            }
            asked = frame instanceof Frame.Announce;
            compare(said);
        }

        private void ask(Frame.@Nullable Changes changes) {
            boolean batch = changes != null && !changes.cells().isEmpty();
            Ask ask = batch ? push(changes) : new Ask.Pull(device.cursor);
            if (!device.session.begin(ask, 0)) {
                device.said.add("another connection");
            }
        }

        /** Our client sends what it knows at once, others wait for the start, so what is said is looked for in all that we said. */
        private void compare(Recording.Frame said) {
            boolean same = said.binary() != null
                    && device.sent.stream()
                            .anyMatch(frame -> Frames.write(frame).equals(said.binary()));
            ours += same ? 1 : 0;
            others += same ? 0 : 1;
        }

        private Ask.Push push(Frame.Changes changes) {
            List<Mutation> mutations = new ArrayList<>();
            for (Cell cell : changes.cells()) {
                var change = CellText.incoming(cell, site).change();
                String value = change.payload()
                        .substring(
                                change.payload().indexOf("\"v\":") + 4,
                                change.payload().lastIndexOf(",\"cv\""));
                mutations.add(Mutation.of(
                        change.collection(),
                        change.key(),
                        "update",
                        "{\"cl\":" + cell.length() + ",\"dv\":" + cell.dbVersion() + ",\"cells\":[[\"" + cell.column()
                                + "\"," + value + "," + cell.version() + "," + cell.seq() + "]]}"));
            }
            return new Ask.Push(UUID.randomUUID(), device.cursor, Instant.EPOCH, mutations, "");
        }

        String end() {
            if (device.session.mayBeSent() || device.said.isEmpty()) {
                device.session.silent();
            }
            return ours + " of " + (ours + others) + " said as we do; " + device.came.size() + " cells; " + device.said;
        }
    }
}
