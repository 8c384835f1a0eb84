package dev.mooring.systemtests.lane;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.Cursor;
import dev.mooring.sync.SyncReport;
import dev.mooring.sync.spi.Account;
import dev.mooring.sync.spi.AccountGuard;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import dev.mooring.sync.spi.Vouch;
import dev.mooring.sync.testing.ForwardingTransport;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import dev.mooring.systemtests.messages.MessagePage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What is said where a sync ends otherwise than well although the server answered: each such server is made. */
class RunMessagesTest {
    private final VirtualScheduler time = new VirtualScheduler(1);

    private static String words(SyncReport report) {
        if (report instanceof SyncReport.Failed failed) {
            return failed.message();
        }
        return report instanceof SyncReport.Incompatible other ? other.reason() : String.valueOf(report);
    }

    private String log(BiConsumer<LogServer, Phone> script) {
        LogServer server = new LogServer();
        server.checks = true;
        Phone phone =
                new Phone(server, time, new InMemoryStorage(), builder -> builder.conflicts(ConflictPolicy.rebase()));
        script.accept(server, phone);
        return words(phone.sync());
    }

    private String keys(BiConsumer<KeyServer, Tablet> script) {
        KeyServer server = new KeyServer();
        server.listsAll = true;
        Tablet tablet = new Tablet(server.transport(), time, ConflictPolicy.serverWins());
        script.accept(server, tablet);
        return words(tablet.sync());
    }

    private String arrivals(BiConsumer<ArrivalServer, Tablet> script) {
        ArrivalServer server = new ArrivalServer();
        Tablet tablet = new Tablet(server, time, ConflictPolicy.serverWins());
        script.accept(server, tablet);
        return words(tablet.sync());
    }

    @Test
    void eachIsSaidToBeWhatItIs() throws Exception {
        Map<String, Callable<String>> all = new LinkedHashMap<>();
        all.put(
                "another device always writes first",
                () -> log((server, phone) -> {
                    phone.set("a", "1");
                    server.before = ask -> {
                        if (ask instanceof Ask.Push) {
                            server.foreign("x", "9");
                        }
                        return null;
                    };
                }));
        all.put(
                "the server always puts a batch off",
                () -> keys((server, tablet) -> {
                    tablet.set("a", "1");
                    server.judge = mutation -> new Outcome.Deferred(mutation.id(), "database is locked");
                }));
        all.put(
                "the server has another history at every look",
                () -> arrivals((server, tablet) -> {
                    tablet.sync();
                    server.foreign("x", "9");
                    tablet.sync();
                    int[] generations = {1};
                    server.beforeEach = () -> server.reset("h" + ++generations[0], "x=9");
                }));
        all.put(
                "a pull is answered with something else",
                () -> log((server, phone) ->
                        server.said = new Answer.Diverged(new Page(Cursor.START, false), "moved on")));
        all.put(
                "there is said to be more, and nothing comes",
                () -> log((server, phone) ->
                        server.said = new Answer.Settled(List.of(), new Page(Cursor.START, true), null)));
        all.put(
                "less is shown than was promised",
                () -> log((server, phone) -> {
                    server.foreign("x", "9");
                    server.showsNothing = true;
                }));
        all.put(
                "the server is another one than before",
                () -> arrivals((server, tablet) -> {
                    server.identity = "one";
                    tablet.sync();
                    server.identity = "two";
                }));
        all.put(
                "a batch is answered, and nothing in it",
                () -> log((server, phone) -> {
                    phone.set("a", "1");
                    server.takes = 0;
                }));
        all.put(
                "the listing shows strangers alone",
                () -> keys((server, tablet) -> {
                    server.put("a", "1", 1);
                    tablet.sync();
                    server.rows.clear();
                    server.put("theirs", "3", 2);
                }));
        all.put(
                "the listing shows nothing any more",
                () -> keys((server, tablet) -> {
                    server.put("a", "1", 1);
                    tablet.sync();
                    server.rows.clear();
                }));
        all.put(
                "the server does not know that the account was used",
                () -> keys((server, tablet) -> {
                    server.put("a", "1", 1);
                    tablet.sync();
                    server.rows.clear();
                    server.vouch = new Vouch(0, false, true);
                }));
        all.put(
                "a new history, and nothing in it",
                () -> arrivals((server, tablet) -> {
                    tablet.set("a", "1");
                    tablet.sync();
                    server.reset("g2", "");
                }));
        all.put(
                "a new history that shows nothing of ours",
                () -> arrivals((server, tablet) -> {
                    tablet.compares = true;
                    tablet.set("a", "1");
                    tablet.sync();
                    server.reset("g2", "b=2");
                }));
        all.put("somebody else is signed in", () -> {
            SignedIn somebody = new SignedIn("anna");
            Tablet tablet = new Tablet(somebody, time, ConflictPolicy.serverWins());
            tablet.set("a", "1");
            tablet.sync();
            tablet.client.close();
            SignedIn other = new SignedIn("berta");
            return words(new Tablet(other, time, tablet.storage.reopen(), ConflictPolicy.serverWins()).sync());
        });
        all.put("somebody else signs in meanwhile", () -> {
            SignedIn somebody = new SignedIn("anna");
            Tablet tablet = new Tablet(somebody, time, ConflictPolicy.serverWins());
            tablet.set("a", "1");
            tablet.sync();
            somebody.name = "berta";
            return words(tablet.sync());
        });
        MessagePage.read().check("How a sync ends", all);
    }

    /** A server of keys, and whom the credential stands for. */
    private static final class SignedIn extends ForwardingTransport {
        private String name;
        private AccountGuard guard = account -> null;

        SignedIn(String name) {
            super(new KeyServer().transport());
            this.name = name;
        }

        @Override
        public void guard(AccountGuard accounts) {
            guard = accounts;
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            String refusal = guard.refusal(new Account(Account.Kind.TOKEN, name));
            return refusal == null
                    ? super.exchange(ask, sink, cancellation)
                    : new Answer.Incompatible(SyncReport.Mismatch.OTHER_ACCOUNT, refusal);
        }
    }
}
