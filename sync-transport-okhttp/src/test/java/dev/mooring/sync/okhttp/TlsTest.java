package dev.mooring.sync.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.okhttp.eventlog.EventLogDialect;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.CertificatePinner;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is trusted, over real handshakes. */
class TlsTest {
    private static final String HOST = "localhost";

    private final MockWebServer server = new MockWebServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsUntrustedAndNothingIsSent() throws IOException {
        serve(certificate(HOST));
        assertUntrusted(
                OkHttpTransport.builder(server.url("/").toString(), dialect()).build());
    }

    @Test
    void aCertificateOfAnotherHostIsUntrusted() throws IOException {
        HeldCertificate other = certificate("elsewhere.example");
        serve(other);
        assertUntrusted(trusting(other));
    }

    @Test
    void anExpiredCertificateIsUntrusted() throws IOException {
        HeldCertificate root =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        serve(new HeldCertificate.Builder()
                .addSubjectAlternativeName(HOST)
                .signedBy(root)
                .validityInterval(0, TimeUnit.DAYS.toMillis(1))
                .build());
        assertUntrusted(trusting(root));
    }

    @Test
    void aServerThatTheAppsClientTrustsIsReachedOverHttp2() throws Exception {
        HeldCertificate trusted = certificate(HOST);
        serve(trusted);
        server.enqueue(new MockResponse.Builder().body("[]").build());
        assertInstanceOf(Answer.Settled.class, pull(trusting(trusted)));
        assertEquals("HTTP/2", server.takeRequest().getVersion());
    }

    @Test
    void aPinThatDoesNotFitIsUntrustedThoughTheCertificateIs() throws IOException {
        HeldCertificate trusted = certificate(HOST);
        serve(trusted);
        assertUntrusted(pinning(trusted, "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    }

    @Test
    void aPinThatFitsIsTrusted() throws IOException {
        HeldCertificate trusted = certificate(HOST);
        serve(trusted);
        server.enqueue(new MockResponse.Builder().body("[]").build());
        assertInstanceOf(Answer.Settled.class, pull(pinning(trusted, CertificatePinner.pin(trusted.certificate()))));
    }

    private OkHttpTransport pinning(HeldCertificate certificate, String pin) {
        OkHttpClient pinned = client(certificate)
                .newBuilder()
                .certificatePinner(
                        new CertificatePinner.Builder().add(HOST, pin).build())
                .build();
        return OkHttpTransport.builder(server.url("/").toString(), dialect())
                .client(pinned)
                .build();
    }

    private static HeldCertificate certificate(String host) {
        return new HeldCertificate.Builder().addSubjectAlternativeName(host).build();
    }

    private void serve(HeldCertificate certificate) throws IOException {
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        server.start();
    }

    private OkHttpTransport trusting(HeldCertificate certificate) {
        return OkHttpTransport.builder(server.url("/").toString(), dialect())
                .client(client(certificate))
                .build();
    }

    private static OkHttpClient client(HeldCertificate certificate) {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    private void assertUntrusted(OkHttpTransport transport) {
        TransportException e = assertThrows(TransportException.class, () -> pull(transport));
        assertEquals(Kind.UNTRUSTED, e.kind());
        assertEquals(Delivery.NOT_SENT, e.delivery());
        assertEquals(0, server.getRequestCount());
    }

    private static EventLogDialect dialect() {
        return EventLogDialect.builder("u1").build();
    }

    private static Answer pull(OkHttpTransport transport) {
        return transport.exchange(new Ask.Pull(Cursor.START), (slice, after) -> {}, Cancellation.NEVER);
    }
}
