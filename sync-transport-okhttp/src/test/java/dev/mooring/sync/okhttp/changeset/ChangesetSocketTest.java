package dev.mooring.sync.okhttp.changeset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncException;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.RawSocketServer;
import dev.mooring.sync.okhttp.RawSocketServer.Line;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The socket byte for byte: parts, control frames, refusals, and frames that are larger than any memory. */
class ChangesetSocketTest {
    private static final ByteString SERVER = ByteString.decodeHex("bfee623d0c3e4ee4b03a2e60ee06083e");
    private static final long MIB = 1 << 20;

    private static Frame.Status status(String stage, long acked) {
        return new Frame.Status(true, SERVER, "init", Cryb64.of(CellDevice.SCHEMA), null, stage, acked, null, null);
    }

    private static Frame.Start start(long since) {
        return new Frame.Start(since, 0, List.of(SERVER), false);
    }

    /** Through the handshake. */
    private static Line welcome(Line line) throws IOException {
        return welcome(line, 0);
    }

    private static Line welcome(Line line, long acked) throws IOException {
        line.welcome();
        assertInstanceOf(Frame.Announce.class, heard(line));
        line.binary(Frames.write(status("handshake", acked)));
        line.binary(Frames.write(start(acked)));
        return line.binary(Frames.write(status("steady", acked)));
    }

    private static Frame heard(Line line) throws IOException {
        ByteString said = line.heard();
        assertEquals(0x82, said.getByte(0) & 0xff, "not a binary message");
        return Frames.read(said.substring(1));
    }

    private static Frame.Changes changes(int cells, String value) {
        List<Cell> all = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            ByteString key = PackedKey.write(List.of(new Value.Whole(i)));
            all.add(new Cell("note", key, "title", new Value.Text(value), 1, 1 + i / 10, null, 1, i % 10));
        }
        return new Frame.Changes(SERVER, 0, 0, all);
    }

    private static Cell title(long id, long version) {
        ByteString key = PackedKey.write(List.of(new Value.Whole(id)));
        return new Cell("note", key, "title", new Value.Text("t"), 1, version, null, 1, 0);
    }

    private static void pulls(CellDevice device) {
        assertInstanceOf(Answer.Settled.class, device.pull());
    }

    /** A pull that takes too long is not one that was not answered: what it brought stays, and the next one goes on. */
    @Test
    void aPullThatIsStillBringingWhenItHasToBeOverSaysSo() throws Exception {
        ByteString all = Frames.write(changes(1_000, "t"));
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line).frame(0x02, all.substring(0, all.size() - 100));
                    heard(line);
                    line.heard();
                });
                CellDevice device = new CellDevice(
                        OkHttpTransport.builder(
                                        server.url(), CellDevice.dialect().build())
                                .pullTimeout(Duration.ofMillis(500))
                                .build(),
                        CellDevice.SITE_A)) {
            TransportException e;
            do {
                e = assertThrows(TransportException.class, device::pull);
            } while (device.version() == 0); // On a busy machine it may be over before it has begun.
            assertEquals(Kind.OFFLINE, e.kind());
            assertTrue(
                    e.getMessage().endsWith("was still bringing changes when the exchange had to be over"),
                    e.getMessage());
        }
    }

    @Test
    void messagesComeInPartsBetweenPingsAndTexts() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.request();
                    seen.add(line.header("Upgrade") + " " + line.header("Connection") + " "
                            + line.header("Sec-WebSocket-Extensions") + " " + line.header("Sec-WebSocket-Protocol"));
                    line.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + line.accept() + "\r\nSec-WebSocket-Protocol: "
                            + line.header("Sec-WebSocket-Protocol") + "\r\n\r\n");
                    heard(line);
                    ByteString handshake = Frames.write(status("handshake", 0));
                    line.frame(0x81, ByteString.encodeUtf8("hello"));
                    line.frame(0x02, handshake.substring(0, 5));
                    line.frame(0x89, ByteString.encodeUtf8("are you there"));
                    line.frame(0x00, ByteString.EMPTY);
                    line.frame(0x80, handshake.substring(5));
                    ByteString pong = line.heard();
                    seen.add(Integer.toHexString(pong.getByte(0) & 0xff) + " "
                            + pong.substring(1).utf8());
                    line.binary(Frames.write(start(0)));
                    heard(line);
                    ByteString changes = Frames.write(changes(25, "x".repeat(100)));
                    line.frame(0x02, changes.substring(0, 1000));
                    line.frame(0x80, changes.substring(1000));
                    line.binary(Frames.write(status("apply_ack", 0)));
                    line.heard();
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            pulls(device);
            assertEquals(25, device.came.size());
            assertEquals(3, device.version());
            assertEquals("websocket Upgrade null cm9vbT1ub3Rlcy5zcWxpdGUz", seen.take());
            assertEquals("8a are you there", seen.take());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "another key, HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept:"
                + " abc|Sec-WebSocket-Protocol: P, ",
        "no protocol, HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: A, ",
        "an extension, HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept:"
                + " A|Sec-WebSocket-Protocol: P|Sec-WebSocket-Extensions: x, ",
        "another upgrade, HTTP/1.1 101 x|Upgrade: h2c|Connection: Upgrade|Sec-WebSocket-Accept:"
                + " A|Sec-WebSocket-Protocol: P, ",
        "no room, HTTP/1.1 400 Bad|Content-Length: 0, REFUSED",
        "nothing there, HTTP/1.1 404 No|Content-Length: 0, REFUSED",
        "a login, HTTP/1.1 401 No|Content-Length: 0, AUTH",
        "a pause, HTTP/1.1 503 Later|Retry-After: 7|Content-Length: 0, THROTTLED",
        "a failure, HTTP/1.1 500 Failed|Content-Length: 0, SERVER",
        "a page, HTTP/1.1 200 OK|Content-Type: text/html|Content-Length: 0, OFFLINE",
    })
    void whatDoesNotOpenTheSocketIsNamed(String what, String answer, @Nullable Kind kind) throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.request();
                    line.answer(answer.replace("|", "\r\n")
                                    .replace("Accept: A", "Accept: " + line.accept())
                                    .replace("Protocol: P", "Protocol: " + line.header("Sec-WebSocket-Protocol"))
                            + "\r\n\r\n");
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            SyncException e = assertThrows(SyncException.class, device::pull, what);
            if (kind == null) {
                assertInstanceOf(ProtocolException.class, e, what);
            } else {
                TransportException failed = assertInstanceOf(TransportException.class, e, what);
                assertEquals(kind, failed.kind(), what);
                assertEquals(Delivery.NOT_SENT, failed.delivery(), what);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a reserved bit, c200",
        "an unknown frame, 8300",
        "a masked frame, 828000000000",
        "a part of nothing, 8000",
        "a message inside of another one, 02020c018200",
        "a ping in parts, 0900",
        "a long ping, 897e007e",
        "a negative length, 827fffffffffffffffff",
        "an unknown tag, 820163",
        "an empty message, 8200",
        "changes before the start, 821b02" + "bfee623d0c3e4ee4b03a2e60ee06083e" + "000000000000000000" + "00",
    })
    void whatIsNoProtocolIsGarbageAndMovesNothing(String what, String bytes) throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.welcome();
                    heard(line);
                    line.out.write(ByteString.decodeHex(bytes)).flush();
                    line.in.exhausted();
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            assertThrows(ProtocolException.class, device::pull, what);
            assertEquals(Cursor.START, device.cursor);
            assertEquals(List.of(), device.came);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, false", "3, true", "5, true"})
    void aConnectionThatBreaksIsOffline(int frames, boolean probed) throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    line.welcome();
                    heard(line);
                    List<Frame> all = List.of(status("handshake", 0), start(0), status("steady", 0));
                    for (int i = 0; i < Math.min(frames, 3); i++) {
                        line.binary(Frames.write(all.get(i)));
                    }
                    if (probed) {
                        heard(line);
                    }
                    if (frames > 3) {
                        ByteString changes = Frames.write(changes(25, "x"));
                        line.out.writeByte(0x82).writeByte(126).writeShort(changes.size());
                        line.out.write(changes.substring(0, changes.size() - 1)).flush();
                    }
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            TransportException e = assertThrows(TransportException.class, device::pull);
            assertEquals(Kind.OFFLINE, e.kind());
            assertEquals(0, device.version());
        }
    }

    @Test
    void aBatchOfABrokenConnectionIsInDoubt() throws Exception {
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line);
                    heard(line);
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            TransportException e =
                    assertThrows(TransportException.class, () -> device.push(CellDevice.insert(7, "seven", 1)));
            assertEquals(Delivery.MAYBE_SENT, e.delivery());
        }
    }

    /** Else OkHttp finds the call of a lost connection when memory is collected, and warns of a leak. */
    @Test
    void aConnectionThatEndsIsGivenBack() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        OkHttpClient http = new OkHttpClient.Builder()
                .eventListener(new EventListener() {
                    @Override
                    public void connectionReleased(Call call, Connection connection) {
                        released.countDown();
                    }
                })
                .build();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line);
                    heard(line);
                    line.frame(0x88, ByteString.decodeHex("03f3")); // Closed in order, but the line stays.
                    line.heard();
                });
                CellDevice device = new CellDevice(
                        OkHttpTransport.builder(
                                        server.url(), CellDevice.dialect().build())
                                .client(http)
                                .build(),
                        CellDevice.SITE_A)) {
            assertThrows(TransportException.class, () -> device.push(CellDevice.insert(7, "seven", 1)));
            assertTrue(released.await(10, TimeUnit.SECONDS), "the connection is still taken");
        }
    }

    /** The largest frames of these servers are all that a client has missed. The server waits while the client writes. */
    @Test
    void aLargeFrameGoesThroughTheMemoryOfAFewSlices() throws Exception {
        goesThroughTheMemoryOfAFewSlices(5_000);
    }

    @Test
    @Tag("long")
    void aFrameOf200MibGoesThroughTheMemoryOfAFewSlices() throws Exception {
        goesThroughTheMemoryOfAFewSlices(20_000);
    }

    private static void goesThroughTheMemoryOfAFewSlices(int cells) throws Exception {
        String value = "v".repeat(10_000);
        AtomicLong sent = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Buffer head = new Buffer().write(Frames.write(new Frame.Changes(SERVER, 0, 0, List.of())));
        ByteString before = head.readByteString(head.size() - 1);
        FrameWriter count = new FrameWriter();
        count.varUint(cells);
        ByteString number = count.written();
        FrameWriter one = new FrameWriter();
        one.cell(changes(1, value).cells().get(0));
        ByteString cell = one.written();
        long length = before.size() + number.size() + (long) cells * cell.size();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line);
                    heard(line);
                    line.out.writeByte(0x82).writeByte(127).writeLong(length);
                    line.out.write(before).write(number);
                    for (int i = 0; i < cells; i++) {
                        line.out.write(cell);
                        sent.addAndGet(cell.size());
                    }
                    line.binary(Frames.write(status("apply_ack", 0)));
                    line.in.exhausted();
                });
                OkHttpTransport transport = OkHttpTransport.builder(
                                server.url(), CellDevice.dialect().build())
                        .build()) {
            AtomicLong taken = new AtomicLong();
            transport.named(ByteString.decodeHex(CellDevice.SITE_A).toByteArray());
            Answer answer = transport.exchange(
                    new Ask.Pull(Cursor.START),
                    (slice, after) -> {
                        taken.addAndGet((long) slice.size() * cell.size());
                        most.set(Math.max(most.get(), sent.get() - taken.get()));
                        boolean last = taken.get() == (long) cells * cell.size();
                        assertEquals(last, after != null, "one version is whole at its end alone");
                        assertTrue(slice.size() <= 1_000);
                    },
                    new CellDevice.Stop());
            assertInstanceOf(Answer.Settled.class, answer);
            assertEquals((long) cells * cell.size(), taken.get());
            assertTrue(most.get() < 25 * MIB, "the server was " + most.get() / MIB + " MiB ahead");
        }
    }

    /** Some of what is streamed while a batch is under way waits; what is more is dropped, and a pull brings it. */
    @Test
    void aFloodOfChangesDoesNotHoldUpABatch() throws Exception {
        BlockingQueue<String> rounds = new LinkedBlockingQueue<>();
        AtomicLong acked = new AtomicLong();
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line, acked.getAndSet(1));
                    Frame first = heard(line);
                    if (first instanceof Frame.Changes batch && !batch.cells().isEmpty()) {
                        line.binary(Frames.write(changes(20_000, "x")));
                        line.binary(Frames.write(status("apply_ack", 1)));
                        rounds.add("batch");
                    } else {
                        line.binary(Frames.write(changes(20_000, "x")));
                        line.binary(Frames.write(status("apply_ack", 1)));
                        rounds.add("pull");
                    }
                    line.in.exhausted();
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            assertInstanceOf(Answer.Settled.class, device.push(CellDevice.insert(7, "seven", 1)));
            assertEquals(1, device.acked());
            assertEquals("batch", rounds.poll(10, TimeUnit.SECONDS));
            pulls(device);
            assertEquals("pull", rounds.poll(10, TimeUnit.SECONDS));
            assertEquals(20_000, device.came.size());
            assertEquals(2_000, device.version());
        }
    }

    @Test
    void anUnreadableKeyIsSetAsideAndTheRestFlows() throws Exception {
        Cell bad = new Cell("note", ByteString.decodeHex("0149"), "title", Value.NULL, 1, 1, null, 1, 0);
        Cell far = title(8, Long.MAX_VALUE);
        try (RawSocketServer server = new RawSocketServer(line -> {
                    welcome(line);
                    heard(line);
                    line.binary(Frames.write(new Frame.Changes(SERVER, 0, 0, List.of(bad, title(7, 2), far))));
                    line.binary(Frames.write(status("apply_ack", 0)));
                    line.in.exhausted();
                });
                CellDevice device = new CellDevice(server.url(), CellDevice.SITE_A)) {
            pulls(device);
            assertEquals(3, device.came.size());
            assertTrue(device.came.get(0).startsWith("unreadable note0149 "), device.came::toString);
            assertEquals("note[7]{\"c\":\"title\",\"v\":\"t\",\"cv\":1,\"dv\":2,\"cl\":1,\"q\":0}", device.came.get(1));
            assertTrue(device.came.get(2).startsWith("unreadable note[8] "), device.came::toString);
        }
    }
}
