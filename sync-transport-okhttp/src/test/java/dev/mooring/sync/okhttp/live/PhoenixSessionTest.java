package dev.mooring.sync.okhttp.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.okhttp.LiveDialect.Output;
import dev.mooring.sync.spi.WakeUps.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol of Phoenix's channels, message by message. */
class PhoenixSessionTest {
    private static final String TOPIC = "realtime:notes";
    private static final String OK =
            "[\"1\",\"1\",\"realtime:notes\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"postgres_changes\":"
                    + "[{\"id\":7,\"event\":\"*\",\"schema\":\"public\",\"table\":\"note\",\"filter\":\"user_ref=eq.42\"}]}}]";
    private static final String SUBSCRIBED =
            "[null,null,\"realtime:notes\",\"system\",{\"channel\":\"notes\",\"extension\":\"postgres_changes\","
                    + "\"message\":\"Subscribed to PostgreSQL\",\"status\":\"ok\"}]";
    private static final String ROW = "[null,null,\"realtime:notes\",\"postgres_changes\",{\"ids\":[7]}]";
    private static final PhoenixFilter NOTES = PhoenixFilter.of("public", "note", "user_ref=eq.42");

    private final List<String> said = new ArrayList<>();

    private PhoenixSession session(int version, List<PhoenixFilter> filters, String... broadcasts) {
        return new PhoenixSession(new Heard(), new PhoenixJoin(TOPIC, version, false, filters, Set.of(broadcasts)));
    }

    private PhoenixSession joining() {
        PhoenixSession session = session(2, List.of(NOTES));
        session.credential("Bearer t1");
        session.opened();
        said.clear();
        return session;
    }

    private PhoenixSession live() {
        PhoenixSession session = joining();
        session.received("", OK);
        session.received("", SUBSCRIBED);
        assertEquals(List.of("live"), said);
        said.clear();
        return session;
    }

    @Test
    void aJoinSaysWhatWakesAndWhoAsks() {
        PhoenixSession session = session(2, List.of(NOTES));
        session.credential("Bearer t1");
        session.opened();
        assertEquals(
                List.of("[\"1\",\"1\",\"realtime:notes\",\"phx_join\",{\"config\":{\"broadcast\":{\"ack\":false,"
                        + "\"self\":false},\"presence\":{\"key\":\"\"},\"postgres_changes\":[{\"event\":\"*\","
                        + "\"schema\":\"public\",\"table\":\"note\",\"filter\":\"user_ref=eq.42\"}],"
                        + "\"private\":false},\"access_token\":\"t1\"}]"),
                said);
    }

    @Test
    void theFirstVersionSpeaksInObjects() {
        PhoenixSession session = session(1, List.of(), "note_written");
        session.opened();
        assertEquals(
                List.of("{\"topic\":\"realtime:notes\",\"event\":\"phx_join\",\"payload\":{\"config\":{\"broadcast\":"
                        + "{\"ack\":false,\"self\":false},\"presence\":{\"key\":\"\"},\"postgres_changes\":[],"
                        + "\"private\":false}},\"ref\":\"1\",\"join_ref\":\"1\"}"),
                said);
        said.clear();
        session.received(
                "",
                "{\"event\":\"phx_reply\",\"payload\":{\"response\":{},\"status\":\"ok\"},\"ref\":\"1\","
                        + "\"topic\":\"realtime:notes\"}");
        session.received("", broadcast("note_written"));
        session.received("", broadcast("typing"));
        session.beat();
        assertEquals(
                List.of(
                        "live",
                        "woken",
                        "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"2\"}"),
                said);
    }

    private static String broadcast(String event) {
        return "{\"event\":\"broadcast\",\"payload\":{\"event\":\"" + event
                + "\",\"payload\":{},\"type\":\"broadcast\"},\"ref\":null,\"topic\":\"realtime:notes\"}";
    }

    @Test
    void rowsAreToldOnlyOnceTheServerHasSubscribed() {
        PhoenixSession session = joining();
        session.received("", OK);
        session.received("", ROW);
        assertEquals(List.of(), said);
        session.received("", SUBSCRIBED);
        session.received("", ROW);
        assertEquals(List.of("live", "woken"), said);
        said.clear();
        PhoenixSession other = joining();
        other.received("", SUBSCRIBED); // Before the reply.
        other.received("", OK);
        assertEquals(List.of("live"), said);
    }

    @Test
    void otherTopicsAndEarlierJoinsAreNotHeard() {
        PhoenixSession session = live();
        session.received("", ROW.replace("notes", "others"));
        session.received("", ROW.replaceFirst("null", "\"9\""));
        session.received("", "[null,\"2\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        session.received("", "[null,null,\"realtime:notes\",\"presence_state\",{}]");
        assertEquals(List.of(), said);
    }

    @Test
    void aNewTokenGoesOutOnTheOpenChannelOnce() {
        PhoenixSession session = joining();
        session.credential("Bearer t2"); // Too early: the server takes it of those who have joined.
        assertEquals(List.of(), said);
        session.received("", OK);
        session.credential("Bearer t2");
        session.received("", SUBSCRIBED);
        session.credential("Bearer t3");
        assertEquals(
                List.of(
                        "[\"1\",\"2\",\"realtime:notes\",\"access_token\",{\"access_token\":\"t2\"}]",
                        "live",
                        "[\"1\",\"3\",\"realtime:notes\",\"access_token\",{\"access_token\":\"t3\"}]"),
                said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "InvalidJWTToken: Token has expired 3 seconds ago|AUTH_REQUIRED",
                "Unauthorized: You do not have permissions to read from this Channel topic: notes|AUTH_REQUIRED",
                "ConnectionRateLimitReached: Too many connected users|BUSY",
                "ClientJoinRateLimitReached: Too many joins per second|BUSY",
                "InitializingProjectConnection: Connecting to the project database|BUSY",
                "PrivateOnly: This project only allows private channels|ABSENT",
                "TenantNotFound: Tenant with the given ID does not exist|ABSENT",
                "unmatched topic|ABSENT"
            })
    void aRefusedJoinIsToldByItsWords(String words, String kind) {
        PhoenixSession session = joining();
        session.received(
                "",
                "[\"1\",\"1\",\"realtime:notes\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\""
                        + words + "\"}}]");
        session.received("", SUBSCRIBED);
        assertEquals(List.of(kind + " realtime:notes: the join was refused: " + words), said);
    }

    @Test
    void aTokenThatRunsOutEndsTheChannelOnce() {
        PhoenixSession session = live();
        session.received(
                "",
                "[\"1\",null,\"realtime:notes\",\"system\",{\"extension\":\"system\",\"status\":\"error\","
                        + "\"message\":\"Token has expired 0 seconds ago\",\"channel\":\"notes\"}]");
        session.received("", "[\"1\",\"1\",\"realtime:notes\",\"phx_close\",{}]");
        session.received("", ROW);
        assertEquals(List.of("AUTH_REQUIRED realtime:notes: the server said: Token has expired 0 seconds ago"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"phx_close", "phx_error"})
    void aTopicThatEndsIsJoinedAnew(String event) {
        live().received("", "[\"1\",null,\"realtime:notes\",\"" + event + "\",{}]");
        assertEquals("AWAY", said.get(0).split(" ", 2)[0]);
    }

    @Test
    void rowsThatCannotBeListenedToEndTheChannel() {
        String error = SUBSCRIBED.replace("\"ok\"", "\"error\"");
        joining().received("", error.replace("Subscribed to PostgreSQL", "Unable to subscribe with given parameters"));
        live().received("", error.replace("Subscribed to PostgreSQL", "the database is gone"));
        assertEquals(
                List.of(), said.stream().filter(each -> each.equals("live")).toList());
        assertEquals("BUSY", said.get(0).split(" ", 2)[0]);
    }

    @Test
    void aServerThatListensToOtherRowsIsNone() {
        joining().received("", OK.replace("eq.42", "eq.43"));
        assertEquals(List.of("ABSENT realtime:notes: the server listens to other rows than it was asked for"), said);
    }

    @Test
    void binaryBroadcastsWakeByTheirHead() {
        PhoenixSession session = session(2, List.of(), "note");
        session.opened();
        session.received("", "[\"1\",\"1\",\"realtime:notes\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        said.clear();
        session.received(bytes(4, TOPIC.length(), 4, 2, 1, TOPIC + "note{}payload"));
        session.received(bytes(4, TOPIC.length(), 6, 0, 0, TOPIC + "typingpayload"));
        session.received(bytes(2, TOPIC.length(), 4, -1, -1, TOPIC + "notepayload"));
        session.received(bytes(0, 1, TOPIC.length(), 4, -1, "1" + TOPIC + "notepayload"));
        session.received(bytes(1, 1, 1, TOPIC.length(), 2, "11" + TOPIC + "ok{}"));
        session.received(bytes(4, 14, 255, 255, 1, TOPIC)); // Cut.
        assertEquals(List.of("woken", "woken", "woken"), said);
    }

    private static ByteString bytes(int kind, int a, int b, int c, int d, String rest) {
        okio.Buffer buffer = new okio.Buffer().writeByte(kind);
        for (int size : new int[] {a, b, c, d}) {
            if (size >= 0) {
                buffer.writeByte(size);
            }
        }
        return buffer.writeUtf8(rest).readByteString();
    }

    @Test
    void whatIsNoMessageIsPassedOverUpToALimit() {
        PhoenixSession session = live();
        String deep = "[".repeat(300);
        for (String bad : List.of("", "{", "[]", "nonsense", "[1,2,3,4,5]", "{\"event\":\"postgres_changes\"}", deep)) {
            session.received("", bad);
        }
        session.received("", ROW);
        for (int i = 0; i < 20; i++) {
            session.received("", "{}");
        }
        assertEquals(List.of("woken"), said);
        session.received(ByteString.encodeUtf8("x"));
        session.received("", ROW);
        assertEquals("GARBAGE", said.get(1).split(" ", 2)[0]);
        assertEquals(2, said.size());
    }

    @Test
    void aRowThatIsTooDeepToReadWakesAllTheSame() {
        PhoenixSession session = session(1, List.of(NOTES));
        session.opened();
        session.received(
                "",
                "{\"topic\":\"realtime:notes\",\"event\":\"phx_reply\",\"ref\":\"1\",\"payload\":{\"status\":\"ok\","
                        + "\"response\":{\"postgres_changes\":[{\"id\":1,\"event\":\"*\",\"schema\":\"public\","
                        + "\"table\":\"note\",\"filter\":\"user_ref=eq.42\"}]}}}");
        session.received(
                "",
                "{\"topic\":\"realtime:notes\",\"event\":\"system\",\"payload\":{\"status\":\"ok\","
                        + "\"extension\":\"postgres_changes\"}}");
        said.clear();
        String deep = "[".repeat(400) + "]".repeat(400);
        session.received("", "{\"topic\":\"realtime:notes\",\"event\":\"postgres_changes\",\"payload\":" + deep + "}");
        assertEquals(List.of("woken"), said);
    }

    /** Notes what a session says. */
    private final class Heard implements Output {
        @Override
        public void send(String text) {
            said.add(text);
        }

        @Override
        public void live() {
            said.add("live");
        }

        @Override
        public void woken(boolean brought) {
            said.add(brought ? "brought" : "woken");
        }

        @Override
        public void acknowledged(@Nullable String refusal) {
            said.add("acknowledged");
        }

        @Override
        public void over(End end) {
            said.add(end.kind() + " " + end.words());
        }
    }
}
