package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.ChangesetRoom.DONE;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.cell;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.row;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** What is tried of the way to every server of the changeset family: handshake, acknowledgements, streams. It is long as the list of promises stands in it. */
final class ChangesetTests {
    private static final String PAGE = "changeset, section ";
    private static final String TALK = "2.5";

    private ChangesetTests() {}

    static List<ConformanceTest> all() {
        return Stream.of(base(), ChangesetMerges.all(), ChangesetFailures.all())
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<ConformanceTest> base() {
        return Stream.of(
                test(
                        "meta",
                        "The meta endpoint tells the site, the schema and its number, and the same as the handshake.",
                        "1",
                        "It goes by the handshake alone.",
                        9,
                        ChangesetTests::meta),
                test(
                        "status-told",
                        "The server says how it stands: in the handshake, when the client is up to date, and to each"
                                + " frame.",
                        "2.3 and 2.5",
                        "It takes the next connection for proof of what the server holds.",
                        12,
                        ChangesetTests::statusTold),
                test(
                        "first-write",
                        "A row that one client writes is told to another one, as it was sent.",
                        TALK,
                        "Nothing can be synced.",
                        23,
                        ChangesetTests::firstWrite),
                test(
                        "ack-means-stored",
                        "An acknowledgement names the last version that was applied, and a reader finds it.",
                        TALK,
                        "It counts a batch only if its last version is acknowledged on the same connection.",
                        51,
                        ChangesetTests::ackMeansStored),
                test(
                        "ack-kept",
                        "The next handshake tells how far the server has this client's writes.",
                        TALK,
                        "It would send again what is there, which changes nothing.",
                        17,
                        ChangesetTests::ackKept),
                test(
                        "replay",
                        "A batch that comes again changes nothing, and is told to nobody again.",
                        TALK,
                        "It takes a cell that it has for nothing new.",
                        49,
                        ChangesetTests::replay),
                test(
                        "lost-ack",
                        "A batch whose acknowledgement was lost is there once after it was sent again.",
                        TALK,
                        "It sends again from what the handshake says.",
                        37,
                        ChangesetTests::lostAck),
                test(
                        "gap-refused",
                        "Changes that leave a gap are refused, and nothing of them is applied.",
                        "2.3 and 2.5",
                        "It never leaves one; a refusal makes it send again from where the server is.",
                        26,
                        ChangesetTests::gapRefused),
                test(
                        "refusal-heard",
                        "A client that refuses changes is sent them again from where it is.",
                        TALK,
                        "It makes a new connection.",
                        23,
                        ChangesetTests::refusalHeard),
                test(
                        "stream-in-order",
                        "Who listens is told each transaction of others once, in order and without a gap.",
                        TALK,
                        "It refuses a gap and connects anew; its cursor stands at the end of a transaction.",
                        56,
                        ChangesetTests::streamInOrder),
                test(
                        "no-echo",
                        "A client is not told its own changes.",
                        TALK,
                        "It knows its own cells by their clocks.",
                        24,
                        ChangesetTests::noEcho),
                test(
                        "late-joiner",
                        "Who comes late is told everything, in the order of the server's versions.",
                        TALK,
                        "It takes what comes; an order that goes back costs a new connection.",
                        56,
                        ChangesetTests::lateJoiner),
                test(
                        "continues",
                        "Who comes back is told what came after its last version, and nothing before.",
                        TALK,
                        "It takes what it has for nothing new.",
                        42,
                        ChangesetTests::continues),
                test(
                        "cursor-under-load",
                        "Who comes back again and again behind its last version misses nothing, while others write.",
                        TALK,
                        "What is missing comes with a rebuild only.",
                        400,
                        ChangesetTests::cursorUnderLoad),
                test(
                        "race-stored",
                        "Of many writers at the same time nobody's changes are lost.",
                        TALK,
                        "What was acknowledged and is missing comes back with a rebuild.",
                        338,
                        ChangesetTests::raceStored),
                test(
                        "large-frame",
                        "A frame of 2,000 cells, and a value of 1 MB, are applied whole.",
                        TALK,
                        "It sends at most 200 rows and 1 MiB at once.",
                        31,
                        ChangesetTests::largeFrame),
                test(
                        "rooms-apart",
                        "What is written to one database is in no other.",
                        "2.1",
                        "It names its room in each connection.",
                        23,
                        ChangesetTests::roomsApart),
                test(
                        "ping",
                        "A ping is answered.",
                        "2.1",
                        "It asks for a sign of life by an empty frame.",
                        12,
                        ChangesetTests::ping),
                test(
                        "server-write-told",
                        "What is written on the server itself is told to those who listen.",
                        "1 and 2.5",
                        "The next pull finds it.",
                        12,
                        ChangesetTests::serverWriteTold));
    }

    static ConformanceTest test(
            String id, String says, String section, String client, int requests, ConformanceTest.Body body) {
        return new ConformanceTest(new Promise(id, says, PAGE + section, client), requests, body);
    }

    private static void meta(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        Got again = room.meta();
        check(room.site.toString().equals(again.get("siteId")), "the same database has another site the second time");
        ChangesetLine line = room.join();
        Message.Start start = line.start;
        check(start != null && start.exclude().contains(room.site), "the handshake is of another site than the meta");
        Message.Status status = line.handshake;
        if (status != null) {
            check(room.site.equals(status.site()), "the status is of another site than the meta");
            check(room.schemaName.equals(status.schemaName()), "the status names another schema than the meta");
        }
    }

    private static void statusTold(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join().withStatus();
        Message.Status handshake = line.handshake;
        check(handshake != null && handshake.ok(), "a good client is told that it does not fit");
        check(handshake != null && handshake.ack() != null, "the handshake does not say how far the server is");
        Message steady = line.next();
        boolean isSteady = steady instanceof Message.Status status && "steady".equals(status.stage());
        check(isSteady, "a client that is up to date was told " + steady);
        Message answer = line.push(row("a", "one", 0, 1));
        boolean acknowledged = answer instanceof Message.Status status && status.ok() && status.ack() != null;
        check(acknowledged, "a frame of good changes was answered " + answer);
    }

    private static void firstWrite(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        List<Cell> sent = row("a", "one", 7, 1);
        ChangesetLine line = room.join();
        Message answer = line.isStatusless() ? null : line.push(sent);
        if (line.isStatusless()) {
            room.given(line, sent);
        } else {
            boolean taken = answer instanceof Message.Status status && status.ok();
            check(taken, "changes of a new row were answered " + answer);
        }
        Map<String, Cell> state = room.state();
        for (Cell each : sent) {
            Cell told = state.get(ChangesetRoom.place(each));
            check(told != null, "the cell " + ChangesetRoom.place(each) + " was not told to another client");
            boolean same = told != null
                    && told.table().equals(each.table())
                    && each.value() != null
                    && each.value().equals(told.value())
                    && told.colVersion() == each.colVersion()
                    && told.causal() == each.causal();
            check(same, "the cell " + each + " was told as " + told);
        }
    }

    private static void ackMeansStored(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join().withStatus();
        for (long version : List.of(1L, 2L, 7L)) {
            Message answer = line.push(row("r" + version, "of " + version, version, version));
            boolean acknowledged = answer instanceof Message.Status status
                    && status.ok()
                    && status.ack() != null
                    && status.ack() == version;
            check(acknowledged, "the version " + version + " was answered " + answer);
            Object done = ChangesetRoom.value(room.state(), "r" + version + "." + DONE);
            check(Long.valueOf(version).equals(done), "the version " + version + " was acknowledged, and is not there");
        }
    }

    private static void ackKept(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 3));
        line.close();
        ChangesetLine again = room.connect(line.site, List.of());
        check(again.held() == 3, "version 3 was taken, and the next handshake asks for what follows " + again.held());
        Message.Status status = again.handshake;
        boolean told = status == null || (status.ack() != null && status.ack() == 3);
        check(told, "version 3 was taken, and the next handshake says " + status);
    }

    private static void replay(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine reader = room.join();
        ChangesetLine line = room.join();
        List<Cell> batch = row("a", "one", 0, 1);
        room.given(line, batch);
        check(reader.hear(2).size() == 2, "what was written was not told to who listens");
        List<Cell> before = room.cells();
        line.send(new Message.Changes(line.site, 0, 0, batch));
        line.fence();
        check(room.cells().equals(before), "the same batch again changed something");
        reader.fence();
        check(reader.told().size() == 2, "the same batch again was told to who listens");
    }

    private static void lostAck(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        List<Cell> batch = row("a", "one", 5, 1);
        line.write(batch);
        line.socket().cut();
        ChangesetLine again = room.connect(line.site, List.of());
        again.send(new Message.Changes(line.site, again.held(), 0, batch));
        again.fence();
        check(room.held(line.site) == 1, "a batch that was sent again is not counted as version 1");
        List<Cell> cells = room.cells();
        check(cells.size() == 2, "a row of two cells is there as " + cells);
    }

    private static void gapRefused(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        line.send(new Message.Changes(line.site, 5, 0, row("a", "one", 0, 6)));
        Message answer = line.answer();
        boolean refused = answer instanceof Message.Reject reject && reject.since() == 0;
        check(refused, "changes behind version 5, of which the server has none, were answered " + answer);
        line.fence();
        check(room.state().isEmpty(), "changes that leave a gap were refused, and applied");
    }

    private static void refusalHeard(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        room.given(row("a", "one", 0, 1));
        ChangesetLine reader = room.join();
        check(reader.hear(2).size() == 2, "a new client was not told what is there");
        reader.send(new Message.Reject(room.site, 0, 0));
        check(
                reader.hear(4).size() == 4,
                "a client refused changes from the beginning on, and they did not come again");
    }

    private static void streamInOrder(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine reader = room.join();
        ChangesetLine one = room.join();
        ChangesetLine other = room.join();
        for (int i = 1; i <= 3; i++) {
            room.given(one, row("a" + i, "a", i, i));
            room.given(other, row("b" + i, "b", i, i));
        }
        List<Cell> told = reader.hear(12);
        check(told.size() == 12, "of 12 cells " + told.size() + " were told to who listens");
        Set<String> places = new HashSet<>();
        long last = 0;
        for (Message.Changes frame : reader.frames()) {
            check(
                    frame.since() <= last,
                    "a frame follows version " + frame.since() + ", and only " + last + " was told");
            for (Cell each : frame.cells()) {
                check(each.dbVersion() >= last, "version " + each.dbVersion() + " was told behind " + last);
                check(places.add(ChangesetRoom.place(each)), "the cell " + each + " was told twice");
                last = each.dbVersion();
            }
        }
    }

    private static void noEcho(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 1));
        line.next(line.quiet());
        line.fence();
        check(line.told().isEmpty(), "a client was told what it had written itself: " + line.told());
        ChangesetLine again = room.connect(line.site, List.of());
        again.fence();
        check(again.told().isEmpty(), "a client that came back was told what it had written itself");
    }

    private static void lateJoiner(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        for (int i = 0; i < 4; i++) {
            room.given(row("r" + i, "r", i, 1));
        }
        List<Cell> cells = room.cells();
        check(cells.size() == 8, "of 8 cells " + cells.size() + " were told to a new client");
        long version = 0;
        for (Cell each : cells) {
            check(each.dbVersion() >= version, "version " + each.dbVersion() + " was told behind " + version);
            version = each.dbVersion();
        }
    }

    private static List<Message.Seen> seen(ChangesetRoom room, List<Cell> told) {
        return List.of(new Message.Seen(room.site, told.get(told.size() - 1).dbVersion(), 0));
    }

    private static void continues(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        room.given(row("a", "one", 0, 1));
        ChangesetLine reader = room.join();
        List<Cell> before = reader.hear(2);
        check(before.size() == 2, "a new client was not told what is there");
        reader.close();
        room.given(row("b", "two", 0, 1));
        ChangesetLine again = room.connect(reader.site, seen(room, before));
        again.fence();
        List<String> told = again.told().stream().map(ChangesetRoom::place).toList();
        check(told.equals(List.of("b.title", "b.done")), "who came back was told " + told);
    }

    private static void cursorUnderLoad(Stage stage) throws Exception {
        ChangesetRoom room = new ChangesetRoom(stage);
        List<Future<Boolean>> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            ChangesetLine line = room.join();
            String writer = "w" + w + "-";
            writers.add(Stage.beside(() -> {
                for (int i = 1; i <= 6; i++) {
                    room.given(line, row(writer + i, writer, i, i));
                }
                return true;
            }));
        }
        Bytes reader = ChangesetRoom.newSite();
        List<Cell> told = new ArrayList<>();
        boolean over = false;
        try {
            for (int reads = 0; !over; reads++) {
                if (reads == EntitySyncTests.READS) {
                    Stage.results(writers);
                }
                over = writers.stream().allMatch(Future::isDone);
                ChangesetLine line = room.connect(reader, told.isEmpty() ? List.of() : seen(room, told));
                line.fence(over);
                if (!over) {
                    line.next(line.quiet());
                }
                line.close();
                told.addAll(line.told());
            }
        } finally {
            Stage.ended(writers);
        }
        Stage.results(writers);
        Set<String> places = new HashSet<>();
        told.forEach(each -> places.add(ChangesetRoom.place(each)));
        check(places.size() == 36, "of 36 cells who came back again and again was told " + places.size());
    }

    private static void raceStored(Stage stage) throws Exception {
        ChangesetRoom room = new ChangesetRoom(stage);
        int writers = 16;
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            ChangesetLine line = room.join();
            String id = "r" + i;
            all.add(() -> {
                room.given(line, row(id, "race", 1, 1));
                return true;
            });
        }
        Stage.race(all);
        int there = room.state().size();
        check(there == writers * 2, "of " + writers * 2 + " cells " + there + " are there");
    }

    private static void largeFrame(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        List<Cell> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.addAll(row("r" + i, "many", i, 1));
        }
        room.given(line, many);
        room.given(line, List.of(cell("large", ChangesetRoom.TITLE, "x".repeat(1_000_000), 1, 2)));
        Map<String, Cell> state = room.state();
        check(state.size() == 2001, "of 2001 cells " + state.size() + " are there");
        boolean whole = ChangesetRoom.value(state, "large.title") instanceof String text && text.length() == 1_000_000;
        check(whole, "a value of 1 MB came back otherwise");
    }

    private static void roomsApart(Stage stage) throws InterruptedException {
        ChangesetRoom one = new ChangesetRoom(stage);
        ChangesetRoom other = new ChangesetRoom(stage);
        check(!one.site.equals(other.site), "two databases have the same site");
        one.given(row("a", "one", 0, 1));
        check(other.cells().isEmpty(), "a database has what was written to another one");
    }

    private static void ping(Stage stage) throws InterruptedException {
        ChangesetLine line = new ChangesetRoom(stage).join().withStatus();
        line.send(new Message.Ping());
        for (Message message = line.next(); message != null; message = line.next()) {
            if (message instanceof Message.Pong) {
                return;
            }
        }
        throw Ending.broken("a ping was not answered");
    }

    private static void serverWriteTold(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine reader = room.join();
        String body = Json.write(Map.of(
                "sql", "INSERT INTO todo (id, title, done) VALUES (?, ?, ?)", "bind", List.of("a", "server", 1)));
        Got got = room.http("POST", "/exec", body);
        if (got.isRefusal()) {
            throw Ending.notOffered("POST exec was answered " + got.status);
        }
        List<Cell> told = reader.hear(2);
        check(told.size() == 2, "a row that was written on the server was told as " + told);
    }
}
