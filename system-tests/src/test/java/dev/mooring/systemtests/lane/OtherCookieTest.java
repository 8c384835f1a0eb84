package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.okhttp.Credentials;
import dev.mooring.sync.okhttp.OkHttpTransport;
import dev.mooring.sync.okhttp.oplog.OpLogDialect;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.oplog.OpLogServer;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people, their session cookies, and one file: a cookie does not say whose it is. */
class OtherCookieTest {
    private static final String OF_ANNA = "session=anna-1";
    private static final String OF_BEN = "session=ben-1";

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final OpLogServer server = OpLogServer.builder().sessions(true).build();
    private String cookie = OF_ANNA;
    private int requests;

    /** The app signs in, so it may know whose cookie it has. */
    private final class Cookies implements Credentials {
        private final boolean named;

        Cookies(boolean named) {
            this.named = named;
        }

        @Override
        public String current() {
            return cookie;
        }

        @Override
        public @Nullable String refresh(String refused) {
            return null;
        }

        @Override
        public String header() {
            return "Cookie";
        }

        @Override
        public @Nullable String account(String credential) {
            return named ? credential.substring(credential.indexOf('=') + 1, credential.indexOf('-')) : null;
        }
    }

    private Tablet tablet(String user, boolean named) {
        OkHttpTransport transport = OkHttpTransport.builder(
                        "http://localhost/",
                        OpLogDialect.builder("device").user(user).build())
                .credentials(new Cookies(named))
                .client(new OkHttpClient.Builder()
                        .addInterceptor(chain -> {
                            requests++;
                            return chain.proceed(chain.request());
                        })
                        .addInterceptor(server.interceptor())
                        .build())
                .build();
        return new Tablet(transport, time, ConflictPolicy.serverWins());
    }

    @BeforeEach
    void bothHaveSomething() {
        server.logIn(OF_ANNA, "anna");
        server.logIn(OF_BEN, "ben");
        cookie = OF_BEN;
        Tablet ben = tablet("ben", false);
        ben.set("theirs", "of ben");
        assertInstanceOf(SyncReport.Synced.class, ben.sync());
        cookie = OF_ANNA;
    }

    private void refused(Tablet tablet, Mismatch mismatch) {
        tablet.set("private", "for anna alone");
        cookie = OF_BEN;
        SyncReport.Incompatible report = assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(mismatch, report.mismatch(), report.reason());
        assertFalse(report.reason().contains("ben-1"), report.reason());
        assertEquals(Map.of("mine", "of anna", "private", "for anna alone"), tablet.rows());
        assertEquals(1, tablet.client.status().pending());
        assertEquals(1, server.ops("ben").size());

        cookie = OF_ANNA;
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        assertEquals(2, server.ops("anna").size());
        assertEquals(1, server.ops("ben").size());
    }

    @Test
    void whatTheirHistoryShowsIsNotOurs() {
        Tablet tablet = tablet("anna", false);
        tablet.set("mine", "of anna");
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        refused(tablet, Mismatch.OTHER_HISTORY);
    }

    @Test
    void anAppThatNamesTheAccountSendsNothingAtAll() {
        Tablet tablet = tablet("anna", true);
        tablet.set("mine", "of anna");
        assertInstanceOf(SyncReport.Synced.class, tablet.sync());
        requests = 0;
        cookie = OF_BEN;
        tablet.sync();
        assertEquals(0, requests);
        cookie = OF_ANNA;
        refused(tablet, Mismatch.OTHER_ACCOUNT);
    }

    @Test
    void anAppThatNamesTheAccountIsSafeFromTheFirstSyncOn() {
        Tablet tablet = tablet("anna", true);
        tablet.set("mine", "of anna");
        cookie = OF_BEN;
        requests = 0;
        assertInstanceOf(SyncReport.Incompatible.class, tablet.sync());
        assertEquals(0, requests);
        assertEquals(Map.of("mine", "of anna"), tablet.rows());
    }
}
