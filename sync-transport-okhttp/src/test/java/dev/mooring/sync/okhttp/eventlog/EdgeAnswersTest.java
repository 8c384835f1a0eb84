package dev.mooring.sync.okhttp.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.eventlog.EventLogFixtures.Collected;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What proxies and the edge in front of a server make of its answers. */
class EdgeAnswersTest {
    private static final Ask PULL = new Ask.Pull(Cursor.START);
    private static final Ask PUSH = EventLogFixtures.push(Cursor.START, EventLogFixtures.mutation(1));

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAnswerInChunksIsAnAnswer() {
        server.enqueue(new MockResponse.Builder()
                .chunkedBody(EventLogFixtures.events(1, 700), 7)
                .build());
        Collected sink = new Collected();
        assertInstanceOf(Answer.Settled.class, exchange(PULL, sink));
        assertEquals(700, sink.changes.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "application/json; charset=ISO-8859-1",
                "text/plain",
                "nonsense"
            })
    void theBodyIsUtf8WhateverTheHeaderSays(String type) {
        server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", type)
                .body("[" + EventLogFixtures.event(1, "ü漢😀") + "]")
                .build());
        Collected sink = new Collected();
        assertInstanceOf(Answer.Settled.class, exchange(PULL, sink));
        assertEquals("ü漢😀", sink.changes.get(0).payload());
    }

    @Test
    void aByteOrderMarkIsGarbageAndNamed() {
        server.enqueue(new MockResponse.Builder().body("\ufeff[]").build());
        assertThrows(ProtocolException.class, () -> exchange(PULL, new Collected()));
    }

    @ParameterizedTest
    @CsvSource({"500,SERVER", "502,SERVER", "503,THROTTLED", "520,SERVER", "530,SERVER"})
    void htmlOfTheEdgeIsTypedByItsStatusForEveryAsk(int status, Kind kind) {
        Ask call = new Ask.Call(Cursor.START, null, dev.mooring.sync.calls.ApiCall.get("http://api/x"));
        for (Ask ask : new Ask[] {PULL, PUSH, call, new Ask.Check(Cursor.START)}) {
            server.enqueue(new MockResponse.Builder()
                    .code(status)
                    .setHeader("Content-Type", "text/html; charset=windows-1252")
                    .body("<!DOCTYPE html><title>Erreur: contrainte d'unicité</title>")
                    .build());
            TransportException e = assertThrows(TransportException.class, () -> exchange(ask, new Collected()));
            assertEquals(kind, e.kind());
            assertEquals(Delivery.ANSWERED, e.delivery());
        }
    }

    @Test
    void aLengthThatPromisesMoreThanComesIsALostConnectionAndLessIsGarbage() {
        String body = EventLogFixtures.events(1, 3);
        server.enqueue(new MockResponse.Builder()
                .body(body)
                .setHeader("Content-Length", body.length() + 10)
                .onResponseEnd(new mockwebserver3.SocketEffect.CloseSocket())
                .build());
        Collected sink = new Collected();
        TransportException lost = assertThrows(TransportException.class, () -> exchange(PULL, sink));
        assertEquals(Kind.OFFLINE, lost.kind());
        server.enqueue(new MockResponse.Builder()
                .body(body)
                .setHeader("Content-Length", body.length() - 1)
                .build());
        assertThrows(ProtocolException.class, () -> exchange(PULL, new Collected()));
    }

    @Test
    void anAddressOfVersion6AndAPathPrefixAreReached() throws IOException {
        try (MockWebServer six = new MockWebServer()) {
            six.start(InetAddress.getByName("::1"), 0);
            six.enqueue(new MockResponse.Builder().body("[]").build());
            OkHttpTransport transport = transport("http://[::1]:" + six.getPort() + "/a/b");
            assertInstanceOf(Answer.Settled.class, transport.exchange(PULL, new Collected(), Cancellation.NEVER));
            transport.close();
        } catch (java.net.SocketException e) {
            org.junit.jupiter.api.Assumptions.abort("no IPv6 here: " + e.getMessage());
        }
    }

    private Answer exchange(Ask ask, Collected sink) {
        OkHttpTransport transport = transport(server.url("/").toString());
        try {
            return transport.exchange(ask, sink, Cancellation.NEVER);
        } finally {
            transport.close();
        }
    }

    private static OkHttpTransport transport(String url) {
        return OkHttpTransport.builder(url, EventLogFixtures.dialect())
                .readTimeout(Duration.ofSeconds(2))
                .build();
    }
}
