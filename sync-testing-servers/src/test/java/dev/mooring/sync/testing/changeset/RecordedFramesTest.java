package dev.mooring.sync.testing.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.script.ScriptValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every recorded socket on a server of its own. What the server says is compared byte for byte, and how it ends. */
class RecordedFramesTest {
    private static final Cell ADA = new Cell("customer", Bytes.ofHex("010907"), "fullname", "Ada", 1, 1, 1, 0);

    private int compared;

    @Test
    void everyRecordedFrameIsAnsweredAsTheLiveServerDid() throws IOException {
        int files = 0;
        for (RecordedServer recorded : RecordedServer.all()) {
            if (!recorded.frames().isEmpty()) {
                replay(recorded);
                files++;
            }
        }
        assertEquals(29, files);
        assertEquals(47 + 7, compared, "frames of the server, and ends");
    }

    private void replay(RecordedServer recorded) {
        String room = room(recorded);
        before(recorded, room);
        Map<String, Phone> phones = new LinkedHashMap<>();
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (Object frame : recorded.frames()) {
            String conn = text(frame, "conn");
            if (!isExchange(frame) && !phones.containsKey(conn)) {
                phones.put(conn, open(recorded, frame, room));
                expected.put(conn, new ArrayList<>());
            }
        }
        if (recorded.is(14)) {
            ServerDatabase database = recorded.server.database(room);
            database.write(write -> write.put("customer", List.of(99L), Map.of("fullname", "Remote")));
        }
        int exchanges = 0;
        for (Object frame : recorded.frames()) {
            String conn = text(frame, "conn");
            if (isExchange(frame)) {
                if (exchanges++ > 0) {
                    recorded.server.reset(room);
                }
                exchange(recorded, ScriptValue.get(frame, "http"));
            } else if (text(frame, "dir").equals("client")) {
                say(phones.get(conn), frame);
            } else {
                expected.get(conn).add(said(frame));
                compared++;
            }
        }
        phones.forEach((conn, phone) -> assertEquals(expected.get(conn), phone.take(), recorded.name + " " + conn));
        assertEquals(recorded.is(33) || recorded.is(34) ? 1 : 0, recorded.server.deaths(), recorded.name);
    }

    private static boolean isExchange(Object frame) {
        return ScriptValue.get(frame, "http") instanceof Map;
    }

    private static String room(RecordedServer recorded) {
        for (Object frame : recorded.frames()) {
            if (isExchange(frame)) {
                return text(ScriptValue.get(ScriptValue.get(frame, "http"), "request"), "path")
                        .split("/", -1)[1];
            }
        }
        return recorded.is(27) ? "../x" : Phone.ROOM;
    }

    /** What the server must have held. */
    private static void before(RecordedServer recorded, String room) {
        if (recorded.is(9) || recorded.is(12)) {
            Phone.announced(recorded.server, room, Phone.A)
                    .push(
                            Phone.A,
                            0,
                            ADA,
                            new Cell("customer", ADA.key(), "email", null, 1, 1, 1, 1),
                            new Cell("customer", ADA.key(), "updated_at", 1700000000000L, 1, 1, 1, 2));
        } else if (recorded.is(13)) {
            Phone a = Phone.announced(recorded.server, room, Phone.A);
            a.push(Phone.A, 0, ADA);
            a.push(Phone.A, 1, new Cell("customer", Bytes.ofHex("010908"), "fullname", "Second", 1, 2, 1, 0));
        } else if (recorded.is(29)) {
            recorded.server.database(room).refuse("customer", row -> true, "constraint failed");
        }
    }

    /** From its announcement on, or where it had been let in before. */
    private static Phone open(RecordedServer recorded, Object frame, String room) {
        if (recorded.is(28)) {
            return new Phone(recorded.server, "/sync", Phone.token("auth=x"));
        }
        boolean fresh = ScriptValue.get(frame, "hex") instanceof String hex && hex.startsWith("01") && !recorded.is(31);
        if (fresh || recorded.is(32)) {
            return new Phone(recorded.server, room);
        }
        Bytes site = text(frame, "conn").equals("B") ? Phone.B : Phone.A;
        Phone phone = Phone.announced(recorded.server, room, site);
        if (recorded.is(8)) {
            phone.push(site, 0, ADA);
        } else if (recorded.is(18) && site.equals(Phone.A)) {
            phone.push(site, 0, new Cell("customer", Bytes.ofHex("0111012c"), "fullname", "Grace", 1, 1, 1, 0));
        }
        phone.take();
        return phone;
    }

    private static void say(Phone phone, Object frame) {
        if (ScriptValue.get(frame, "hex") instanceof String hex) {
            phone.say(HexFormat.of().parseHex(hex));
        } else {
            phone.client().send(text(frame, "text"));
        }
    }

    private static String said(Object frame) {
        Object close = ScriptValue.get(frame, "close");
        return close instanceof Map
                ? ("closed " + ScriptValue.text(ScriptValue.get(close, "code")) + " " + text(close, "reason")).trim()
                : text(frame, "hex");
    }

    private static void exchange(RecordedServer recorded, Object http) {
        Object request = ScriptValue.get(http, "request");
        Object response = ScriptValue.get(http, "response");
        String path = text(request, "path");
        Reply reply = recorded.server.handle(new Request(
                text(request, "method"), path, Map.of(), text(request, "body").getBytes(StandardCharsets.UTF_8)));
        assertEquals(text(response, "body"), reply.text(), recorded.name);
        assertEquals(ScriptValue.get(response, "status"), (double) reply.status(), recorded.name);
        Map<String, String> headers = new LinkedHashMap<>(reply.headers());
        headers.put("Content-Length", Long.toString(reply.body().length()));
        assertEquals(ScriptValue.get(response, "headers"), headers, recorded.name);
    }

    private static String text(Object of, String field) {
        return ScriptValue.get(of, field) instanceof String text ? text : "";
    }
}
