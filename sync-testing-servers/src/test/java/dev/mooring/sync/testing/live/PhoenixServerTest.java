package dev.mooring.sync.testing.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.testing.http.Ear;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhoenixServerTest {
    private static final String OK = "{\"status\":\"ok\",\"response\":";
    private static final String ASKED =
            "\"event\":\"*\",\"schema\":\"public\",\"table\":\"tune\",\"filter\":\"owner=eq.u1\"";

    private final PhoenixServer server = new PhoenixServer();

    private Ear arrays() {
        return Ear.socket(server, "/realtime/v1/websocket?apikey=k&vsn=2.0.0");
    }

    private static void join(Ear ear, String ref, String token) {
        ear.client()
                .send("[\"" + ref + "\",\"" + ref
                        + "\",\"realtime:room\",\"phx_join\",{\"config\":{\"postgres_changes\":[{" + ASKED
                        + "}]},\"access_token\":\"" + token + "\"}]");
    }

    @Test
    void aJoinIsConfirmedBeforeTheDatabaseIsListenedTo() {
        server.late(true);
        Ear ear = arrays();
        join(ear, "1", "t1");
        assertEquals(
                List.of(
                        "[\"1\",\"1\",\"realtime:room\",\"phx_reply\"," + OK + "{\"postgres_changes\":[{\"id\":1001,"
                                + ASKED + "}]}}]",
                        "[\"1\",null,\"realtime:room\",\"presence_state\",{}]"),
                ear.take());
        server.changed("public", "tune", "owner", "u1");
        assertEquals(List.of(), ear.take(), "told to nobody");
        server.subscribed();
        assertEquals(
                List.of(
                        "[\"1\",null,\"realtime:room\",\"system\",{\"channel\":\"room\",\"extension\":\"postgres_changes\","
                                + "\"message\":\"Subscribed to PostgreSQL\",\"status\":\"ok\"}]"),
                ear.take());
        server.changed("public", "tune", "owner", "u2");
        server.changed("public", "other", "owner", "u1");
        assertEquals(List.of(), ear.take());
        server.changed("public", "tune", "owner", "u1");
        assertTrue(ear.take()
                .get(0)
                .startsWith("[null,null,\"realtime:room\",\"postgres_changes\",{\"ids\":[1001],\"data\":{"));
    }

    @Test
    void theFirstSerializerSpeaksInObjects() {
        Ear ear = Ear.socket(server, "/websocket?apikey=k&vsn=1.0.0");
        ear.client().send("{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"7\"}");
        assertEquals(
                List.of("{\"ref\":\"7\",\"event\":\"phx_reply\",\"payload\":" + OK + "{}},\"topic\":\"phoenix\"}"),
                ear.take());
        ear.client().send("[null,\"8\",\"phoenix\",\"heartbeat\",{}]");
        assertEquals(List.of("closed 1011 "), ear.take());
    }

    @Test
    void aTokenThatHasRunOutIsNoticedLater() {
        Ear ear = arrays();
        join(ear, "1", "t1");
        server.accepts("t2");
        ear.take();
        server.changed("public", "tune", "owner", "u1");
        assertEquals(1, ear.take().size(), "still told");
        ear.client().send("[\"1\",\"2\",\"realtime:room\",\"access_token\",{\"access_token\":\"t2\"}]");
        server.minute();
        assertEquals(List.of(), ear.take());
        assertEquals(List.of("t2"), server.tokens());
        server.accepts("t3");
        server.minute();
        List<String> said = ear.take();
        assertTrue(said.get(0).contains("\"Token has expired 3 seconds ago\",\"status\":\"error\""));
        assertEquals("[\"1\",\"1\",\"realtime:room\",\"phx_close\",{}]", said.get(1));
        join(ear, "3", "t2");
        assertTrue(ear.take().get(0).contains("\"status\":\"error\",\"response\":{\"reason\":\"InvalidJWTToken"));
    }

    @Test
    void joinsEndInEveryWay() {
        Ear ear = arrays();
        for (PhoenixServer.Join how : PhoenixServer.Join.values()) {
            server.nextJoins(how, 1);
            join(ear, "1", "t1");
            List<String> said = ear.take();
            assertEquals(how == PhoenixServer.Join.NOTHING, said.isEmpty(), how.name());
        }
        join(ear, "1", "t1");
        ear.take();
        server.crash();
        assertEquals(List.of("[\"1\",\"1\",\"realtime:room\",\"phx_error\",{}]"), ear.take());
        ear.client().send("[\"1\",\"9\",\"realtime:room\",\"access_token\",{\"access_token\":\"t\"}]");
        assertTrue(ear.take().get(0).contains("unmatched topic"));
    }

    @Test
    void aSecondJoinEndsTheFirst() {
        Ear ear = arrays();
        join(ear, "1", "t1");
        ear.take();
        join(ear, "2", "t1");
        assertEquals(
                "[\"1\",\"1\",\"realtime:room\",\"phx_close\",{}]", ear.take().get(0));
    }

    @Test
    void broadcastsComeAsTextOrAsBytes() {
        Ear ear = arrays();
        join(ear, "1", "t1");
        ear.take();
        server.broadcast("room", "news", "{\"a\":1}", false);
        server.broadcast("room", "news", "{\"a\":1}", true);
        server.broadcast("elsewhere", "news", "{}", true);
        assertEquals(
                List.of(
                        "[null,null,\"realtime:room\",\"broadcast\",{\"type\":\"broadcast\",\"event\":\"news\",\"payload\":{\"a\":1}}]",
                        "29 bytes"),
                ear.take());
    }

    @Test
    void aWrongKeyIsRefused() {
        server.apiKey("good");
        assertEquals(
                List.of("refused 401"),
                Ear.socket(server, "/websocket?apikey=bad&vsn=2.0.0").take());
    }
}
