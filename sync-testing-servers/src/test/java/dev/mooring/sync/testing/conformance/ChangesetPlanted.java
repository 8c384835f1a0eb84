package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.ChangesetServer;
import dev.mooring.sync.testing.changeset.Codec;
import dev.mooring.sync.testing.changeset.Message;
import dev.mooring.sync.testing.changeset.PackedKey;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Faults planted into a changeset server, beside those that it has from the live one. It is long as it is one table. */
final class ChangesetPlanted {
    private static final String SCHEMA = "CREATE TABLE todo (id TEXT PRIMARY KEY, title TEXT, done INTEGER);";

    private ChangesetPlanted() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.CHANGESET, "", ChangesetPlanted::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        ChangesetServer good = ChangesetServer.builder().schema("init", SCHEMA).build();
        return new DistortedSockets(good, fault).report(Family.CHANGESET, user -> Map.of(), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "forgets-rollback",
                        "Of a frame with a bad change the good ones before it are applied.",
                        List.of("atomic-frame"),
                        () -> frames(ForgetsRollback::new)),
                new Planted<Distortion>(
                        "drops-cell",
                        "Of a large frame the last cell is not applied.",
                        List.of("large-frame"),
                        () -> said(message -> cells(message, cells -> {
                            if (cells.size() > 500) {
                                cells.remove(cells.size() - 1);
                            }
                        }))),
                new Planted<Distortion>(
                        "tells-twice",
                        "What others write is told twice.",
                        List.of("stream-in-order", "replay", "refusal-heard", "lost-ack", "late-joiner", "continues"),
                        () -> told(message ->
                                message instanceof Message.Changes ? List.of(message, message) : List.of(message))),
                new Planted<Distortion>(
                        "skips",
                        "Every third frame of what others write is not told.",
                        List.of("stream-in-order"),
                        () -> frames(() -> new Skips())),
                new Planted<Distortion>(
                        "tells-backwards",
                        "What others write is told from the last to the first.",
                        List.of("late-joiner", "continues"),
                        () -> told(message -> List.of(cells(message, Collections::reverse)))),
                new Planted<Distortion>(
                        "echoes", "A client is told what it writes itself.", List.of("no-echo"), Echoes::new),
                new Planted<Distortion>(
                        "acks-nothing",
                        "An acknowledgement names the version 0.",
                        List.of("ack-means-stored"),
                        () -> told(message -> List.of(acknowledging(message, ack -> 0L)))),
                new Planted<Distortion>(
                        "acks-ahead",
                        "An acknowledgement names a version that was not sent yet.",
                        List.of("ack-means-stored"),
                        () -> told(message -> List.of(acknowledging(message, ack -> ack + 1)))),
                new Planted<Distortion>(
                        "forgets-client",
                        "A handshake does not know how far the server has a client.",
                        List.of("ack-kept", "lost-ack", "survives-restart"),
                        () -> told(ChangesetPlanted::forgotten)),
                new Planted<Distortion>(
                        "resends-all",
                        "Who comes back is told everything from the beginning.",
                        List.of("continues"),
                        () -> said(message -> List.of(following(message, version -> 0L)))),
                new Planted<Distortion>(
                        "resumes-late",
                        "Who comes back is told nothing of the first version behind his.",
                        List.of("continues", "cursor-under-load"),
                        () -> said(message -> List.of(following(message, version -> version + 1)))),
                new Planted<Distortion>(
                        "any-schema",
                        "A client with another schema is let in.",
                        List.of("schema-refused"),
                        AnySchema::new),
                new Planted<Distortion>(
                        "any-peer",
                        "A client that has followed another server is let in.",
                        List.of("peer-refused", "continues"),
                        () -> said(message -> List.of(
                                message instanceof Message.Announce announce
                                        ? new Message.Announce(
                                                announce.sender(),
                                                List.of(),
                                                announce.schemaName(),
                                                announce.schemaVersion())
                                        : message))),
                new Planted<Distortion>(
                        "takes-gaps",
                        "Changes that leave a gap are applied.",
                        List.of("gap-refused"),
                        () -> said(message -> List.of(
                                message instanceof Message.Changes changes
                                        ? new Message.Changes(changes.sender(), 0, 0, changes.cells())
                                        : message))),
                new Planted<Distortion>(
                        "deaf-to-refusals",
                        "A client that refuses changes is not heard.",
                        List.of("refusal-heard"),
                        () -> said(message -> message instanceof Message.Reject ? List.of() : List.of(message))),
                new Planted<Distortion>(
                        "swallows-failures",
                        "What could not be applied, and who is not let in, is told nothing.",
                        List.of("failure-told"),
                        () -> told(message -> message instanceof Message.Status status && !status.ok()
                                ? List.of()
                                : List.of(message))),
                new Planted<Distortion>(
                        "last-write-wins",
                        "The edit that comes last stays, whatever its version.",
                        List.of(
                                "later-edit-wins",
                                "greater-value-wins",
                                "types-ordered",
                                "race-one-value",
                                "first-write",
                                "replay"),
                        LastWriteWins::new),
                new Planted<Distortion>(
                        "ignores-deletes",
                        "A deletion is acknowledged, and not done.",
                        List.of("delete-wins", "delete-unknown", "recreate"),
                        () -> said(message -> List.of(values(
                                message,
                                cell -> cell.column().equals(Cell.ROW) && cell.causal() % 2 == 0
                                        ? new Cell(
                                                "todo",
                                                ChangesetRoom.key("gone"),
                                                "done",
                                                0L,
                                                1,
                                                cell.dbVersion(),
                                                1,
                                                0)
                                        : cell)))),
                new Planted<Distortion>(
                        "rounds-integers",
                        "Whole numbers are kept as doubles.",
                        List.of("exact-integers"),
                        () -> saidValues(
                                value -> value instanceof Long number ? (Object) (long) (double) number : value)),
                new Planted<Distortion>(
                        "rounds-floats",
                        "Floats are kept with 32 bits.",
                        List.of("exact-floats"),
                        () -> saidValues(value ->
                                value instanceof Double number ? (Object) (double) number.floatValue() : value)),
                new Planted<Distortion>(
                        "cuts-unicode",
                        "Characters above U+00FF are stored as a question mark.",
                        List.of("exact-text"),
                        () -> saidValues(value -> value instanceof String text ? Bodies.cut(text) : value)),
                new Planted<Distortion>(
                        "cuts-keys",
                        "Keys are cut after 255 characters.",
                        List.of("exact-keys"),
                        () -> said(message -> List.of(values(message, ChangesetPlanted::cutKey)))),
                new Planted<Distortion>(
                        "no-pong",
                        "A ping is not answered.",
                        List.of("ping"),
                        () -> told(message -> message instanceof Message.Pong ? List.of() : List.of(message))),
                new Planted<Distortion>(
                        "deaf-to-itself",
                        "What is written on the server itself is told to nobody.",
                        List.of("server-write-told"),
                        DeafToItself::new),
                new Planted<Distortion>(
                        "site-changes",
                        "The meta endpoint tells another site each time.",
                        List.of("meta", "survives-restart"),
                        SiteChanges::new),
                new Planted<Distortion>(
                        "forgets-at-crash",
                        "A crash loses how far the server has its clients.",
                        List.of("survives-restart"),
                        ForgetsAtCrash::new));
    }

    // ---- what faults have in common

    /** A fault in the frames alone. */
    private abstract static class InFrames implements Distortion {
        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            return good.apply(request);
        }

        @Override
        public abstract Frames frames(Request request, Consumer<Object> toClient);
    }

    private static Distortion frames(Supplier<Frames> frames) {
        return new InFrames() {
            @Override
            public Frames frames(Request request, Consumer<Object> toClient) {
                return frames.get();
            }
        };
    }

    private static List<?> altered(Object frame, Function<Message, ?> alter) {
        if (!(frame instanceof byte[] bytes)) {
            return List.of(frame);
        }
        Message message;
        try {
            message = Codec.read(bytes);
        } catch (IllegalArgumentException e) {
            return List.of(frame);
        }
        Object all = alter.apply(message);
        return (all instanceof List<?> list ? list : List.of(all))
                .stream().map(each -> Codec.write((Message) each)).toList();
    }

    private static Distortion said(Function<Message, ?> alter) {
        return frames(() -> new Frames() {
            @Override
            public List<?> said(Object frame) {
                return altered(frame, alter);
            }
        });
    }

    private static Distortion told(Function<Message, ?> alter) {
        return frames(() -> new Frames() {
            @Override
            public List<?> told(Object frame) {
                return altered(frame, alter);
            }
        });
    }

    private static Message cells(Message message, Consumer<List<Cell>> alter) {
        if (!(message instanceof Message.Changes changes)) {
            return message;
        }
        List<Cell> cells = new ArrayList<>(changes.cells());
        alter.accept(cells);
        return new Message.Changes(changes.sender(), changes.since(), changes.seq(), cells);
    }

    private static Message values(Message message, UnaryOperator<Cell> alter) {
        return cells(message, cells -> cells.replaceAll(alter));
    }

    private static Distortion saidValues(UnaryOperator<Object> alter) {
        return said(message -> values(
                message,
                cell -> new Cell(
                        cell.table(),
                        cell.key(),
                        cell.column(),
                        cell.value() == null ? null : alter.apply(cell.value()),
                        cell.colVersion(),
                        cell.dbVersion(),
                        cell.causal(),
                        cell.seq())));
    }

    private static Cell cutKey(Cell cell) {
        String id = String.valueOf(PackedKey.read(cell.key()).get(0));
        return id.length() <= 255
                ? cell
                : new Cell(
                        cell.table(),
                        ChangesetRoom.key(id.substring(0, 255)),
                        cell.column(),
                        cell.value(),
                        cell.colVersion(),
                        cell.dbVersion(),
                        cell.causal(),
                        cell.seq());
    }

    private static Message acknowledging(Message message, UnaryOperator<Long> alter) {
        return message instanceof Message.Status status
                        && "apply_ack".equals(status.stage())
                        && status.ok()
                        && status.ack() != null
                ? acknowledging(status, alter.apply(status.ack()))
                : message;
    }

    private static Message acknowledging(Message.Status status, long ack) {
        return new Message.Status(
                status.ok(),
                status.site(),
                status.schemaName(),
                status.schemaVersion(),
                status.schemaHash(),
                status.stage(),
                ack,
                status.reason(),
                status.words());
    }

    /** As if the server had never heard of the client. */
    private static Message forgotten(Message message) {
        if (message instanceof Message.Start start) {
            return new Message.Start(0, 0, start.exclude(), start.localOnly());
        }
        return message instanceof Message.Status status && !"apply_ack".equals(status.stage()) && status.ok()
                ? acknowledging(status, 0)
                : message;
    }

    private static Message following(Message message, UnaryOperator<Long> alter) {
        if (!(message instanceof Message.Announce announce)) {
            return message;
        }
        List<Message.Seen> seen = announce.seen().stream()
                .map(each -> new Message.Seen(each.site(), alter.apply(each.version()), 0))
                .toList();
        return new Message.Announce(announce.sender(), seen, announce.schemaName(), announce.schemaVersion());
    }

    // ---- faults

    /** The cells before a bad one go as a frame of their own, which nobody hears of. */
    private static final class ForgetsRollback implements Frames {
        private int hidden;

        @Override
        public synchronized List<?> said(Object frame) {
            return altered(frame, message -> {
                if (!(message instanceof Message.Changes changes)
                        || changes.cells().stream()
                                .noneMatch(each -> each.column().equals("conform_nothing"))) {
                    return message;
                }
                hidden++;
                List<Cell> good = new ArrayList<>(changes.cells());
                good.remove(good.size() - 1);
                return List.of(new Message.Changes(changes.sender(), changes.since(), 0, good), message);
            });
        }

        @Override
        public synchronized List<?> told(Object frame) {
            return altered(frame, message -> {
                boolean hides = hidden > 0
                        && message instanceof Message.Status status
                        && status.ok()
                        && "apply_ack".equals(status.stage());
                hidden -= hides ? 1 : 0;
                return hides ? List.of() : message;
            });
        }
    }

    private static final class Skips implements Frames {
        private int frames;

        @Override
        public synchronized List<?> told(Object frame) {
            return altered(
                    frame, message -> message instanceof Message.Changes && ++frames % 3 == 0 ? List.of() : message);
        }
    }

    private static final class Echoes extends InFrames {
        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            return new Frames() {
                @Override
                public List<?> said(Object frame) {
                    return altered(frame, message -> {
                        if (message instanceof Message.Changes changes
                                && !changes.cells().isEmpty()) {
                            toClient.accept(frame);
                        }
                        return message;
                    });
                }
            };
        }
    }

    private static final class AnySchema extends InFrames {
        private final AtomicLong good = new AtomicLong();

        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            return new Frames() {
                @Override
                public List<?> said(Object frame) {
                    return altered(
                            frame,
                            message -> message instanceof Message.Announce announce
                                    ? new Message.Announce(
                                            announce.sender(), announce.seen(), announce.schemaName(), good.get())
                                    : message);
                }
            };
        }

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            Reply reply = server.apply(request);
            if (request.path().endsWith("/meta")) {
                Object version = Bodies.map(Bodies.of(reply)).get("schemaVersion");
                good.set(Long.parseLong(String.valueOf(version)));
            }
            return reply;
        }
    }

    private static final class LastWriteWins extends InFrames {
        private final AtomicLong last = new AtomicLong(100);

        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            return new Frames() {
                @Override
                public List<?> said(Object frame) {
                    return altered(
                            frame,
                            message -> values(
                                    message,
                                    cell -> new Cell(
                                            cell.table(),
                                            cell.key(),
                                            cell.column(),
                                            cell.value(),
                                            last.incrementAndGet(),
                                            cell.dbVersion(),
                                            cell.causal(),
                                            cell.seq())));
                }
            };
        }
    }

    private static final class DeafToItself extends InFrames {
        private volatile boolean deaf;

        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            return new Frames() {
                @Override
                public List<?> told(Object frame) {
                    return altered(frame, message -> deaf && message instanceof Message.Changes ? List.of() : message);
                }
            };
        }

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            deaf = request.path().endsWith("/exec");
            return server.apply(request);
        }
    }

    private static final class SiteChanges extends InFrames {
        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            return new Frames() {};
        }

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            Reply reply = server.apply(request);
            Object body = Bodies.of(reply);
            if (!Bodies.map(body).containsKey("siteId")) {
                return reply;
            }
            Bytes other = ChangesetRoom.newSite();
            Bodies.map(body).put("siteId", other.toString());
            return Bodies.with(reply, body);
        }
    }

    private static final class ForgetsAtCrash extends InFrames {
        private volatile boolean crashed;

        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            boolean forgets = crashed;
            return new Frames() {
                @Override
                public List<?> told(Object frame) {
                    return altered(frame, message -> forgets ? forgotten(message) : message);
                }
            };
        }

        @Override
        public void restarted() {
            crashed = true;
        }
    }
}
