package dev.mooring.systemtests.simulation;

import dev.mooring.sync.Change;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.ServerIdentity;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiResponse;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Codec;
import dev.mooring.sync.testing.changeset.Message;
import dev.mooring.sync.testing.http.LiveClient;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The simplest client of a changeset server: it announces itself for each pull, and for a push where the last socket is gone. Everything is
 * said and heard on the thread of the exchange.
 */
final class CellTransport implements Transport {
    private static final String DIALECT = "changeset";

    private final ChangesetServer server;
    private final String room;
    private final int maxBatchCount;
    private final int slice;
    private final UnaryOperator<byte[]> wire;
    private final Function<Ask.Call, ApiResponse> calls;
    private final Map<Bytes, Long> acked;
    private byte[] site = new byte[0];
    private @Nullable Line line;

    CellTransport(
            ChangesetServer server,
            String room,
            int maxBatchCount,
            int slice,
            UnaryOperator<byte[]> wire,
            Function<Ask.Call, ApiResponse> calls,
            Map<Bytes, Long> acked) {
        this.server = server;
        this.room = room;
        this.maxBatchCount = maxBatchCount;
        this.slice = slice;
        this.wire = wire;
        this.calls = calls;
        this.acked = acked;
    }

    @Override
    public Capabilities capabilities() {
        return Capabilities.clocks(DIALECT, new ServerIdentity("in-process", ""))
                .calls()
                .batchesOf(maxBatchCount, 1 << 20)
                .build();
    }

    @Override
    public void named(byte[] id) {
        if (!java.util.Arrays.equals(site, id)) {
            site = id.clone();
            hangUp();
        }
    }

    @Override
    public String group(Mutation mutation) {
        List<Cell> cells = CellJson.cells(mutation, 0);
        return Long.toString(cells.get(0).dbVersion());
    }

    @Override
    public String echo(Mutation mutation) {
        return mutation.id().toString();
    }

    @Override
    public int measure(Mutation mutation) {
        return mutation.payload().length();
    }

    @Override
    public Duration deadline(Ask ask) {
        return Duration.ofSeconds(10);
    }

    @Override
    public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
        if (ask instanceof Ask.Call call) {
            return new Answer.Settled(Collections.emptyList(), new Page(call.cursor(), false), calls.apply(call));
        }
        try {
            Position at = Position.of(ask.cursor(), site);
            acked.put(Bytes.of(site), at.acked());
            if (ask instanceof Ask.Push push) {
                return push(push, at);
            }
            hangUp();
            Line dialled = dial(at);
            return dialled.refusal(at) != null ? dialled.refusal(at) : pull(dialled, at, sink);
        } catch (RuntimeException e) {
            hangUp();
            throw e;
        }
    }

    private void hangUp() {
        if (line != null) {
            line.close();
            line = null;
        }
    }

    // ---- where we are

    /** In the server's history, and in what it has of this site. */
    record Position(String server, long version, long acked) {
        static Position of(Cursor cursor, byte[] site) {
            if (cursor.isStart()) {
                return new Position("", 0, 0);
            }
            String[] parts = cursor.token().split(":", -1);
            boolean own = parts[3].equals(Bytes.of(site).toString());
            return new Position(parts[0], Long.parseLong(parts[1]), own ? Long.parseLong(parts[2]) : 0);
        }

        Cursor cursor(byte[] site) {
            return new Cursor(server + ":" + version + ":" + acked + ":" + Bytes.of(site));
        }
    }

    // ---- the conversation

    private Line dial(Position at) {
        Line dialled = new Line();
        server.connect(
                new Request(
                        "GET",
                        "/sync",
                        Map.of(
                                "Upgrade",
                                "websocket",
                                "Sec-WebSocket-Protocol",
                                Base64.getEncoder()
                                        .withoutPadding()
                                        .encodeToString(("room=" + room).getBytes(StandardCharsets.US_ASCII))),
                        new byte[0]),
                dialled);
        List<Message.Seen> seen = at.server().isEmpty()
                ? List.of()
                : List.of(new Message.Seen(Bytes.ofHex(at.server()), at.version(), 0));
        dialled.say(
                new Message.Announce(Bytes.of(site), seen, ChangesetWorld.SCHEMA_NAME, ChangesetWorld.SCHEMA_VERSION),
                false);
        dialled.shake();
        line = dialled;
        return dialled;
    }

    private Answer pull(Line from, Position at, ChangeSink sink) {
        Position now = new Position(from.server, at.version(), from.held);
        for (Message message = from.next(); message != null; message = from.next()) {
            if (message instanceof Message.Changes changes) {
                if (changes.since() > now.version()) {
                    hangUp(); // A gap. It is told again from where we are.
                    return new Answer.Settled(Collections.emptyList(), page(now, true), null);
                }
                now = deliver(changes, now, sink);
            } else if (message instanceof Message.Status status && !status.ok()) {
                throw failed(status, TransportException.Delivery.ANSWERED);
            }
        }
        return new Answer.Settled(Collections.emptyList(), page(now, false), null);
    }

    private Page page(Position at, boolean more) {
        return new Page(at.cursor(site), more).of(at.server()).holding(at.acked());
    }

    /** The cursor moves where a version of the server's ends. */
    private Position deliver(Message.Changes changes, Position from, ChangeSink sink) {
        Position now = from;
        List<Incoming> part = new ArrayList<>();
        List<Cell> cells = changes.cells();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            part.add(incoming(cell, changes.sender()));
            boolean whole = i + 1 == cells.size() || cells.get(i + 1).dbVersion() != cell.dbVersion();
            if (whole) {
                now = new Position(now.server(), Math.max(now.version(), cell.dbVersion()), now.acked());
            }
            if (part.size() >= slice || i + 1 == cells.size()) {
                sink.accept(part, whole ? now.cursor(site) : null);
                part = new ArrayList<>();
            }
        }
        return now;
    }

    private static Incoming incoming(Cell cell, Bytes sender) {
        boolean gone = cell.column().equals(Cell.ROW) && cell.causal() % 2 == 0;
        return new Incoming(
                new Change(
                        Change.NO_POSITION,
                        cell.table(),
                        CellJson.keyText(cell.key()),
                        gone ? "delete" : "cell",
                        CellJson.payload(cell),
                        gone,
                        0,
                        "",
                        sender.toString()),
                "");
    }

    private Answer push(Ask.Push push, Position at) {
        Line open = line;
        if (open == null || !open.isOpen()) {
            open = dial(at);
        }
        Answer refusal = open.refusal(at);
        if (refusal != null) {
            return refusal;
        }
        List<Cell> cells = new ArrayList<>();
        for (Mutation mutation : push.mutations()) {
            // What has waited goes out under the last version, as the server keeps the last one only.
            cells.addAll(CellJson.cells(mutation, open.held));
        }
        open.say(new Message.Changes(Bytes.of(site), open.held, 0, cells), true);
        Message answer = open.nextThat(message -> message instanceof Message.Reject
                || (message instanceof Message.Status status && !"steady".equals(status.stage())));
        if (answer instanceof Message.Reject) {
            throw new TransportException(
                    TransportException.Kind.SERVER, TransportException.Delivery.ANSWERED, null, "a gap", null);
        }
        if (!(answer instanceof Message.Status status)) {
            throw new TransportException(
                    TransportException.Kind.OFFLINE, TransportException.Delivery.MAYBE_SENT, null, "no answer", null);
        }
        if (!status.ok()) {
            throw failed(status, TransportException.Delivery.ANSWERED);
        }
        long last = cells.get(cells.size() - 1).dbVersion();
        if (status.ack() == null) {
            throw new ProtocolException("half an acknowledgement", null);
        }
        if (status.ack() < last) {
            return knowsLess("acknowledges " + status.ack() + " instead of " + last);
        }
        open.held = status.ack();
        List<Outcome> outcomes = new ArrayList<>();
        push.mutations().forEach(mutation -> outcomes.add(new Outcome.Accepted(mutation.id(), Change.NO_POSITION)));
        Position behind = new Position(open.server, at.version(), open.held);
        return new Answer.Settled(outcomes, page(behind, false), null);
    }

    private static TransportException failed(Message.Status status, TransportException.Delivery delivery) {
        boolean refused = "apply_failed".equals(status.reason());
        return new TransportException(
                refused ? TransportException.Kind.INVALID : TransportException.Kind.SERVER,
                delivery,
                null,
                status.reason() + ": " + status.words(),
                null);
    }

    private static Answer knowsLess(String words) {
        return new Answer.Incompatible(Mismatch.KNOWS_LESS, words);
    }

    /** One socket. */
    private final class Line implements LiveClient.Listener {
        private final Queue<Message> heard = new ArrayDeque<>();
        private @Nullable LiveClient client;
        private @Nullable ProtocolException garbage;
        private boolean over;
        private String server = "";
        private long held;
        private @Nullable Answer mismatch;

        @Override
        public void opened(LiveClient opened) {
            client = opened;
        }

        @Override
        public void refused(Reply reply) {
            over = true;
        }

        @Override
        public void text(String name, @Nullable String id, String data) {
            garbage = new ProtocolException("a text frame", null);
        }

        @Override
        public void binary(byte[] bytes) {
            try {
                heard.add(Codec.read(wire.apply(bytes)));
            } catch (IllegalArgumentException e) {
                garbage = new ProtocolException("a frame that cannot be read", e);
            }
        }

        @Override
        public void closed(int code, String reason) {
            over = true;
        }

        boolean isOpen() {
            return !over && garbage == null;
        }

        void close() {
            over = true;
            if (client != null) {
                client.close();
            }
        }

        void say(Message message, boolean mayArrive) {
            if (client == null || over) {
                throw new TransportException(
                        TransportException.Kind.OFFLINE,
                        mayArrive ? TransportException.Delivery.MAYBE_SENT : TransportException.Delivery.NOT_SENT,
                        null,
                        "the socket is gone",
                        null);
            }
            client.sendBinary(Codec.write(message));
        }

        /** Null if nothing is there. What came before garbage counts. */
        @Nullable
        Message next() {
            Message next = heard.poll();
            if (next == null && garbage != null) {
                throw garbage;
            }
            return next;
        }

        @Nullable
        Message nextThat(java.util.function.Predicate<Message> wanted) {
            Message next = next();
            while (next != null && !wanted.test(next)) {
                next = next();
            }
            return next;
        }

        /** Up to the start of the stream, or a refusal. */
        void shake() {
            for (Message message = next(); message != null; message = next()) {
                if (message instanceof Message.Start start) {
                    held = start.since();
                    if (server.isEmpty() && !start.exclude().isEmpty()) {
                        server = start.exclude().get(0).toString();
                    }
                    return;
                }
                if (message instanceof Message.Status status) {
                    if (status.site() != null) {
                        server = status.site().toString();
                    }
                    if (!status.ok()) {
                        refused(status);
                        return;
                    }
                }
            }
            throw new TransportException(
                    TransportException.Kind.OFFLINE,
                    TransportException.Delivery.NOT_SENT,
                    null,
                    "no answer to the announcement",
                    null);
        }

        private void refused(Message.Status status) {
            switch (String.valueOf(status.reason())) {
                case "schema_mismatch" -> mismatch = new Answer.Incompatible(Mismatch.OTHER_SCHEMA, "another schema");
                case "peer_mismatch" -> mismatch = new Answer.Incompatible(Mismatch.OTHER_HISTORY, "another site");
                default -> throw failed(status, TransportException.Delivery.NOT_SENT);
            }
        }

        @Nullable
        Answer refusal(Position at) {
            if (mismatch != null) {
                return mismatch;
            }
            if (!at.server().isEmpty() && !at.server().equals(server)) {
                return new Answer.Incompatible(Mismatch.OTHER_HISTORY, "another site");
            }
            return held < at.acked() ? knowsLess("holds " + held + " of " + at.acked()) : null;
        }
    }

    @Override
    public void close() {
        hangUp();
    }
}
