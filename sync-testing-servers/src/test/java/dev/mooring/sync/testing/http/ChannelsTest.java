package dev.mooring.sync.testing.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChannelsTest {
    private final Echo server = new Echo();
    private final Ear ear = Ear.socket(server, "/live");

    @Test
    void anAnswerIsToldBeforeTheCallReturns() {
        ear.client().send("a");
        assertEquals(List.of("hello", "echo a"), ear.take());
    }

    @Test
    void aClientThatSpeaksWhileItIsToldIsAnsweredInOrder() {
        StringBuilder heard = new StringBuilder();
        server.connect(Echo.request("/live"), new LiveClient.Listener() {
            private LiveClient client;

            @Override
            public void opened(LiveClient opened) {
                client = opened;
            }

            @Override
            public void text(String name, String id, String data) {
                heard.append(data).append('.');
                if (data.equals("hello")) {
                    client.send("1");
                    client.send("2");
                    heard.append("sent.");
                }
            }
        });
        assertEquals("hello.sent.echo 1.echo 2.", heard.toString());
    }

    @Test
    void messagesAreLostRepeatedAndReordered() {
        ear.take();
        server.channels().drop(1);
        server.channels().repeat(1);
        List.of("a", "b").forEach(ear.client()::send);
        assertEquals(List.of("echo b", "echo b"), ear.take());
        server.channels().reorder(true);
        List.of("c", "d", "e").forEach(ear.client()::send);
        assertEquals(List.of("echo d", "echo c"), ear.take());
        server.channels().reorder(false);
        assertEquals(List.of("echo e"), ear.take());
    }

    @Test
    void messagesWait() {
        ear.take();
        server.channels().hold();
        List.of("a", "b").forEach(ear.client()::send);
        assertEquals(List.of(), ear.take());
        server.channels().release();
        ear.client().send("c");
        assertEquals(List.of("echo a", "echo b", "echo c"), ear.take());
    }

    @Test
    void aSilentChannelIsOpenAndPassesNothing() {
        ear.take();
        server.channels().silent(true);
        ear.client().send("a");
        Ear other = Ear.socket(server, "/live");
        assertEquals(List.of(), other.take());
        assertEquals(2, server.channels().open());
        assertEquals(0, server.heard);
        server.channels().silent(false);
        server.channels().dropOfClients(1);
        List.of("b", "c").forEach(ear.client()::send);
        assertEquals(List.of("echo c"), ear.take());
    }

    @Test
    void whatWasSaidBeforeTheEndIsTold() {
        ear.client().send("bye");
        assertEquals(List.of("hello", "echo bye", "closed 1001 bye"), ear.take());
        ear.client().send("more");
        assertEquals(List.of(), ear.take());
        assertEquals(1, server.left);
        assertEquals(0, server.channels().open());
    }

    @Test
    void channelsAreCutAndRefused() {
        ear.take();
        server.channels().cut();
        assertEquals(List.of("closed 1006 "), ear.take());
        server.channels().refuse(Reply.of(503, Map.of(), ""), 1);
        assertEquals(List.of("refused 503"), Ear.socket(server, "/live").take());
        assertEquals(List.of("hello"), Ear.socket(server, "/live").take());
        assertEquals(List.of("refused 401"), Ear.socket(server, "/live?no").take());
        assertEquals(401, server.handle(Echo.request("/live?no")).status());
        assertEquals(501, server.handle(Echo.request("/live")).status());
        assertThrows(IllegalStateException.class, () -> server.connect(Echo.request("/other"), ear));
    }

    @Test
    void aClientThatLeftIsToldNothing() {
        ear.take();
        ear.client().close();
        ear.client().close();
        server.channels().say("anybody?");
        assertEquals(List.of(), ear.take());
        assertEquals(1, server.left);
    }

    @Test
    void aTestSaysWhateverItWants() {
        ear.take();
        server.channels().silent(true);
        server.channels().say("e", "7", "x");
        server.channels().sayBinary(new byte[3]);
        assertEquals(List.of("e 7 x", "3 bytes"), ear.take());
    }
}
