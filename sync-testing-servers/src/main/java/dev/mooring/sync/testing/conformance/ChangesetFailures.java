package dev.mooring.sync.testing.conformance;

import static dev.mooring.sync.testing.conformance.ChangesetRoom.DONE;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.cell;
import static dev.mooring.sync.testing.conformance.ChangesetRoom.row;
import static dev.mooring.sync.testing.conformance.ChangesetTests.test;
import static dev.mooring.sync.testing.conformance.Stage.check;

import dev.mooring.sync.testing.changeset.Bytes;
import dev.mooring.sync.testing.changeset.Cell;
import dev.mooring.sync.testing.changeset.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okio.ByteString;

/** What is tried of a changeset server where something is wrong: bad changes, bad clients, bad frames. Those that may end it come last. */
final class ChangesetFailures {
    private static final String TALK = "2.5";
    private static final String NEVER = "It sends nothing of this kind.";

    private ChangesetFailures() {}

    static Stream<ConformanceTest> all() {
        return Stream.of(
                test(
                        "atomic-frame",
                        "A frame with one change that cannot be applied changes nothing.",
                        TALK,
                        "It halves the batch until the bad one is alone, and quarantines it.",
                        27,
                        ChangesetFailures::atomicFrame),
                test(
                        "failure-told",
                        "A frame that could not be applied is answered, or the socket ends.",
                        TALK,
                        "After 10 s without an answer it connects anew, and sees what the server holds.",
                        12,
                        ChangesetFailures::failureTold),
                test(
                        "no-false-ack",
                        "Behind a failure nothing is acknowledged on the same socket that is not stored.",
                        TALK,
                        "It closes the connection after a failure, and believes nothing more of it.",
                        24,
                        ChangesetFailures::noFalseAck),
                test(
                        "tells-after-failure",
                        "Behind a failure a socket ends, or goes on telling what others write.",
                        TALK,
                        "It closes the connection after a failure.",
                        21,
                        ChangesetFailures::tellsAfterFailure),
                test(
                        "schema-refused",
                        "A client with another schema is refused, and told so or cut off.",
                        TALK,
                        "It takes a handshake without an answer for a server in trouble.",
                        6,
                        ChangesetFailures::schemaRefused),
                test(
                        "peer-refused",
                        "A client that has followed another server only is refused.",
                        TALK,
                        "It compares the site of the handshake with the one that it knows.",
                        6,
                        ChangesetFailures::peerRefused),
                test(
                        "order-kept",
                        "Changes before an announcement, and a second announcement, are answered or end the socket.",
                        TALK,
                        NEVER,
                        10,
                        ChangesetFailures::orderKept),
                test(
                        "reset-told",
                        "When a database is made anew, nothing is acknowledged on an open socket that is not in it.",
                        "1",
                        "The next handshake shows the new site, after five minutes at most.",
                        27,
                        ChangesetFailures::resetTold),
                test(
                        "bad-room",
                        "A database whose name leads out of its folder is not opened.",
                        "2.1",
                        "It refuses such a name.",
                        6,
                        ChangesetFailures::badRoom),
                test(
                        "room-needed",
                        "A socket without a room is refused or ended.",
                        "2.1",
                        "It always names one.",
                        3,
                        ChangesetFailures::roomNeeded),
                test(
                        "other-path",
                        "A socket at a path that is none is refused.",
                        "2.1",
                        "A handshake without an answer ends after 10 s.",
                        3,
                        ChangesetFailures::otherPath),
                test(
                        "survives-restart",
                        "What was acknowledged is there after a crash, and the server knows how far it is.",
                        TALK,
                        "It is incompatible with a server that holds less of it than before.",
                        30,
                        ChangesetFailures::survivesRestart),
                test(
                        "survives-frames",
                        "A frame that nobody can read does not end the server.",
                        "2.5 and recorded frames",
                        NEVER,
                        18,
                        ChangesetFailures::survivesFrames),
                test(
                        "survives-upgrade",
                        "An upgrade without a subprotocol does not end the server.",
                        "1",
                        "It always names one, and speaks HTTP/1.1.",
                        5,
                        ChangesetFailures::survivesUpgrade));
    }

    /** A good cell, and one of a column that there is not. */
    private static List<Cell> bad(String id, long version) {
        List<Cell> cells = new ArrayList<>(row(id, "good", 0, version));
        cells.add(cell(id, "conform_nothing", 1L, 1, version));
        return cells;
    }

    private static void atomicFrame(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        line.write(bad("a", 1));
        if (line.isStatusless()) {
            line.fence();
        } else {
            line.answer();
        }
        check(room.state().isEmpty(), "of a frame with a bad change something was applied");
        check(room.held(line.site) == 0, "a frame with a bad change is counted as held");
    }

    private static void failureTold(Stage stage) throws InterruptedException {
        ChangesetLine line = new ChangesetRoom(stage).join();
        Message answer = line.push(bad("a", 1));
        boolean refused = answer instanceof Message.Status status && !status.ok();
        check(refused || !line.end.isEmpty(), "a change that cannot be applied was answered " + answer);
    }

    private static void noFalseAck(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join().withStatus();
        line.push(bad("a", 1));
        if (!line.end.isEmpty()) {
            return;
        }
        line.send(new Message.Changes(line.site, 0, 0, row("b", "good", 0, 1)));
        Message answer = line.answer();
        boolean acknowledged =
                answer instanceof Message.Status status && status.ok() && status.ack() != null && status.ack() >= 1;
        check(!acknowledged || room.state().containsKey("b.title"), "changes were acknowledged, and are not there");
    }

    private static void tellsAfterFailure(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        line.write(bad("a", 1));
        line.next(line.quiet());
        room.given(row("b", "of another one", 0, 1));
        boolean told = line.hear(2).size() == 2;
        check(told || !line.end.isEmpty(), "a socket stayed open, and was told nothing of what others wrote");
    }

    /** Not let in, and it knows so. */
    private static void refused(ChangesetLine line, String who) throws InterruptedException {
        check(line.start == null, who + " was asked for its changes");
        Message.Status status = line.handshake;
        boolean told = status != null && !status.ok();
        check(told || !line.end.isEmpty(), who + " was met with silence");
    }

    private static void schemaRefused(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.line(room.name, ChangesetRoom.newSite());
        line.announce(new Message.Announce(line.site, List.of(), room.schemaName, room.schemaVersion + 1));
        refused(line, "a client with another schema");
    }

    private static void peerRefused(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        Bytes other = ChangesetRoom.newSite();
        ChangesetLine line = room.line(room.name, ChangesetRoom.newSite());
        line.announce(room.announce(line.site, List.of(new Message.Seen(other, 5, 0))));
        refused(line, "a client that has followed another server");
    }

    private static void orderKept(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine early = room.line(room.name, ChangesetRoom.newSite());
        early.write(row("a", "early", 0, 1));
        boolean answered = early.next() != null || !early.end.isEmpty();
        check(answered, "changes before an announcement were met with silence");
        ChangesetLine twice = room.join();
        twice.fence();
        twice.send(room.announce(twice.site, List.of()));
        check(twice.next() != null || !twice.end.isEmpty(), "a second announcement was met with silence");
    }

    private static void resetTold(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 1));
        Got got = room.http("POST", "/reset", "{}");
        if (got.isRefusal()) {
            throw Ending.notOffered("POST reset was answered " + got.status);
        }
        Object site = room.meta().get("siteId");
        check(!room.site.toString().equals(site), "a database that was made anew has the same site");
        Message answer = line.push(List.of(cell("b", DONE, 1L, 1, 2)));
        boolean acknowledged = answer instanceof Message.Status status && status.ok();
        check(!acknowledged || room.state().containsKey("b.done"), "changes were acknowledged, and are not there");
    }

    private static void badRoom(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.line(room.name + "..x", ChangesetRoom.newSite());
        line.announce(room.announce(line.site, List.of()));
        check(line.start == null, "a database with .. in its name was opened");
    }

    private static void roomNeeded(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.line("sync", "YXV0aD14", ChangesetRoom.newSite(), false); // auth=x
        if (line.socket().handshake().status == 101) {
            line.next();
            check(!line.end.isEmpty(), "a socket without a room stays open");
        }
    }

    private static void otherPath(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.line("conform-nowhere", "cm9vbT14", ChangesetRoom.newSite(), false); // room=x
        Got got = line.socket().handshake();
        check(got.status != 101, "a socket at a path that is none was opened");
    }

    private static void survivesRestart(Stage stage) throws InterruptedException {
        ChangesetRoom room = new ChangesetRoom(stage);
        ChangesetLine line = room.join();
        room.given(line, row("a", "one", 0, 4));
        stage.restart();
        check(room.site.toString().equals(room.meta().get("siteId")), "the database has another site after a restart");
        check(room.held(line.site) == 4, "version 4 was acknowledged, and the server holds less after a restart");
        check(room.state().containsKey("a.title"), "a row that was acknowledged is gone");
    }

    /** Whether it still answers; if not, it is started again. */
    private static void alive(Stage stage, String after) {
        Got got = stage.wire.tried("GET", "", Map.of(), null);
        if (got.status == 0) {
            stage.restart();
            throw Ending.broken("the server answers nothing any more after " + after);
        }
    }

    private static void survivesFrames(Stage stage) throws InterruptedException {
        stage.needsRestart();
        ChangesetRoom room = new ChangesetRoom(stage);
        for (String hex : List.of("63", "02", "", "0c00", "text")) {
            ChangesetLine line = room.join();
            line.fence();
            if (hex.equals("text")) {
                line.socket().send(hex);
            } else {
                line.socket().send(ByteString.decodeHex(hex));
            }
            while (line.next(line.quiet()) != null) {
                // What it says to that is its own affair.
            }
            alive(stage, hex.equals("text") ? "a text frame" : "the frame 0x" + hex);
        }
    }

    private static void survivesUpgrade(Stage stage) throws InterruptedException {
        stage.needsRestart();
        ChangesetRoom room = new ChangesetRoom(stage);
        room.line("sync", "", ChangesetRoom.newSite(), false).socket().handshake();
        alive(stage, "an upgrade without a subprotocol");
    }
}
