package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.entitysync.EntitySyncServer;
import dev.mooring.sync.testing.entitysync.Flavour;
import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Faults planted into the socket of an entity-sync server, beside those that it has from the live one. */
final class EntitySocketFaults {
    private EntitySocketFaults() {}

    static Plot<Distortion> plot() {
        return Plot.of(Family.ENTITY_SYNC, ", its socket", EntitySocketFaults::run, faults());
    }

    private static Report run(Distortion fault, Predicate<String> wanted) {
        EntitySyncServer good =
                EntitySyncServer.builder().flavour(Flavour.PROMISED).build();
        return new DistortedSockets(good, fault).report(Family.ENTITY_SYNC, Accounts.of(good), wanted);
    }

    private static List<Planted<Distortion>> faults() {
        return List.of(
                new Planted<Distortion>(
                        "echoes",
                        "A write is told to its writer, too.",
                        List.of("socket-tells"),
                        () -> live((toClient) -> said(each -> {
                            if (isWrite(each)) {
                                toClient.accept(Json.write(with(each, "seq", 1)));
                            }
                            return List.of(each);
                        }))),
                new Planted<Distortion>(
                        "tells-twice",
                        "A write is told twice.",
                        List.of("socket-tells"),
                        () -> live(toClient -> told(each -> isWrite(each) ? List.of(each, each) : List.of(each)))),
                new Planted<Distortion>(
                        "tells-nobody",
                        "A write is told to nobody.",
                        List.of("socket-tells"),
                        () -> live(toClient -> told(each -> isWrite(each) ? List.of() : List.of(each)))),
                new Planted<Distortion>(
                        "tells-no-sequence",
                        "A write is told without its sequence.",
                        List.of("socket-tells"),
                        () -> live(toClient -> told(each -> {
                            each.remove("seq");
                            return List.of(each);
                        }))),
                new Planted<Distortion>(
                        "tells-everybody", "A write is told to other users.", List.of("socket-tells"), TellsAll::new),
                new Planted<Distortion>(
                        "acks-early",
                        "A write is acknowledged before it is stored; the next frame stores it.",
                        List.of("ack-means-stored", "ack-each", "socket-tells", "stream-deletes", "stream-under-load"),
                        () -> live(AcksEarly::new)),
                new Planted<Distortion>(
                        "loses-acks",
                        "Every second write is acknowledged with the sequence of the one before.",
                        List.of("ack-each"),
                        () -> live(toClient -> new OldAcks())),
                new Planted<Distortion>(
                        "swallows-errors",
                        "A frame that nobody can read is met with silence.",
                        List.of("socket-ping"),
                        () -> live(toClient -> told(each -> isOf(each, "ERROR") ? List.of() : List.of(each)))),
                new Planted<Distortion>(
                        "no-pong",
                        "A ping is not answered.",
                        List.of("socket-ping", "socket-tells"),
                        () -> live(toClient -> told(each -> isOf(each, "PONG") ? List.of() : List.of(each)))),
                new Planted<Distortion>(
                        "any-socket", "A socket is opened with a bad token.", List.of("socket-token"), AnySocket::new),
                new Planted<Distortion>(
                        "stream-first-chunk",
                        "A stream leaves out all but the first 250 entries.",
                        List.of("stream-long"),
                        () -> live(toClient -> new FirstChunk())),
                new Planted<Distortion>(
                        "stream-short",
                        "A stream leaves the last entry out.",
                        List.of("stream-long", "stream-deletes", "stream-under-load"),
                        () -> live(toClient -> told(each -> {
                            List<Map<String, Object>> entries = Bodies.maps(each, "entries");
                            if (!entries.isEmpty()) {
                                entries.remove(entries.size() - 1);
                            }
                            return List.of(each);
                        }))),
                new Planted<Distortion>(
                        "stream-endless",
                        "A stream has no end.",
                        List.of("stream-long", "stream-deletes", "stream-under-load"),
                        () -> live(toClient -> told(each -> isOf(each, "SYNC_RESPONSE") && !EntitySyncSocket.isAck(each)
                                ? List.of()
                                : List.of(each)))),
                new Planted<Distortion>(
                        "stream-lags",
                        "A stream shows deletions a stream later.",
                        List.of("stream-deletes"),
                        () -> live(toClient -> told(each -> isOf(each, "ENTRY_DELETED") && each.containsKey("lastSeq")
                                ? List.of()
                                : List.of(each)))));
    }

    // ---- what faults have in common

    private static Distortion live(Function<Consumer<Object>, Frames> frames) {
        return new Distortion() {
            @Override
            public Reply answer(Request request, Function<Request, Reply> good) {
                return good.apply(request);
            }

            @Override
            public Frames frames(Request request, Consumer<Object> toClient) {
                return frames.apply(toClient);
            }
        };
    }

    /** A message that may be altered; empty if the frame is none. */
    static Map<String, Object> message(Object frame) {
        try {
            return frame instanceof String text ? Bodies.map(Json.read(text)) : new LinkedHashMap<>();
        } catch (IOException e) {
            return new LinkedHashMap<>();
        }
    }

    private static List<?> altered(Object frame, Function<Map<String, Object>, List<Map<String, Object>>> alter) {
        Map<String, Object> message = message(frame);
        return message.isEmpty()
                ? List.of(frame)
                : alter.apply(message).stream().map(Json::write).toList();
    }

    private static Frames said(Function<Map<String, Object>, List<Map<String, Object>>> alter) {
        return new Frames() {
            @Override
            public List<?> said(Object frame) {
                return altered(frame, alter);
            }
        };
    }

    private static Frames told(Function<Map<String, Object>, List<Map<String, Object>>> alter) {
        return new Frames() {
            @Override
            public List<?> told(Object frame) {
                return altered(frame, alter);
            }
        };
    }

    private static boolean isOf(Map<String, Object> message, String type) {
        return type.equals(message.get("type"));
    }

    private static boolean isWrite(Map<String, Object> message) {
        return isOf(message, "ENTRY_CREATED")
                && Bodies.map(message.get("entry")).containsKey("duration");
    }

    private static Map<String, Object> with(Map<String, Object> message, String field, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(message);
        more.put(field, value);
        return more;
    }

    // ---- faults

    private static final class TellsAll implements Distortion {
        private final List<Consumer<Object>> all = new CopyOnWriteArrayList<>();

        @Override
        public Reply answer(Request request, Function<Request, Reply> good) {
            return good.apply(request);
        }

        @Override
        public Frames frames(Request request, Consumer<Object> toClient) {
            List<Consumer<Object>> others = all;
            others.add(toClient);
            return said(each -> {
                if (isWrite(each)) {
                    others.stream().filter(other -> other != toClient).forEach(other -> other.accept(Json.write(each)));
                }
                return List.of(each);
            });
        }
    }

    private static final class AcksEarly implements Frames {
        private final Consumer<Object> toClient;
        private final List<Object> late = new ArrayList<>();
        private long sequence;

        AcksEarly(Consumer<Object> toClient) {
            this.toClient = toClient;
        }

        @Override
        public synchronized List<?> said(Object frame) {
            List<Object> now = new ArrayList<>(late);
            late.clear();
            if (isWrite(message(frame))) {
                late.add(frame);
                toClient.accept(
                        "{\"type\":\"SYNC_RESPONSE\",\"message\":\"Mutation applied\",\"lastSeq\":" + ++sequence + "}");
            } else {
                now.add(frame);
            }
            return now;
        }

        @Override
        public List<?> told(Object frame) {
            return EntitySyncSocket.isAck(message(frame)) ? List.of() : List.of(frame);
        }
    }

    private static final class OldAcks implements Frames {
        private long before = -1;

        @Override
        public synchronized List<?> told(Object frame) {
            return altered(frame, each -> {
                if (EntitySyncSocket.isAck(each)) {
                    if (before >= 0) {
                        each.put("lastSeq", before);
                        before = -1;
                    } else {
                        before = Bodies.number(each, "lastSeq");
                    }
                }
                return List.of(each);
            });
        }
    }

    private static final class FirstChunk implements Frames {
        private boolean shown;

        @Override
        public synchronized List<?> told(Object frame) {
            return altered(frame, each -> {
                boolean chunk = isOf(each, "BULK_SYNC");
                boolean dropped = chunk && shown;
                shown = chunk || (shown && !isOf(each, "SYNC_RESPONSE"));
                return dropped ? List.of() : List.of(each);
            });
        }
    }

    private static final class AnySocket implements Distortion {
        private volatile String good = "";

        @Override
        public Reply answer(Request request, Function<Request, Reply> server) {
            return server.apply(request);
        }

        @Override
        public Request opens(Request request) {
            if (request.path().contains("token=conform-nobody")) {
                return new Request(request.method(), good, request.headers(), request.body());
            }
            good = request.path().contains("token=") ? request.path() : good;
            return request;
        }
    }
}
