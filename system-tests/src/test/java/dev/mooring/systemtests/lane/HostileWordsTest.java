package dev.mooring.systemtests.lane;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.mooring.sync.Change;
import dev.mooring.sync.Mutation;
import dev.mooring.sync.MutationState;
import dev.mooring.sync.StorageException;
import dev.mooring.sync.SyncReport.Mismatch;
import dev.mooring.sync.calls.ApiCall;
import dev.mooring.sync.recovery.CheckReport;
import dev.mooring.sync.recovery.Exported;
import dev.mooring.sync.recovery.UserSwitch;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Cancellation;
import dev.mooring.sync.spi.Capabilities;
import dev.mooring.sync.spi.ChangeSink;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import dev.mooring.sync.spi.Transport;
import dev.mooring.sync.spi.TransportException;
import dev.mooring.sync.spi.TransportException.Delivery;
import dev.mooring.sync.spi.TransportException.Kind;
import dev.mooring.sync.spi.storage.Unreadable;
import dev.mooring.sync.spi.text.Shown;
import dev.mooring.sync.sqlite.Salvage;
import dev.mooring.sync.sqlite.SetAside;
import dev.mooring.sync.testing.VirtualScheduler;
import dev.mooring.sync.testing.storage.InMemoryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server that says what it likes: each public text and each line of the log stays one line, of bounded length. */
class HostileWordsTest {
    private static final String EVIL =
            "bad \u001b[31mRED\u001b]0;pwn\u0007\n2026-01-01 INFO FAKE LINE\r\u0000\u009b\u202e\u2066\u2028\ud83d"
                    + "x".repeat(1 << 20);

    private final VirtualScheduler time = new VirtualScheduler(1);
    private final LogServer server = new LogServer();
    private final List<String> texts = new ArrayList<>();

    private static final Pattern PART = Pattern.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]");

    private void harmless(String what, String text) {
        assertTrue(text.length() <= 5 * Shown.WORDS, () -> what + " has " + text.length() + " characters");
        assertFalse(PART.matcher(text).find(), () -> what + ": " + Shown.words(text));
    }

    /** Each way in which words come in: as a failure of each kind, as an answer, in a change, from a database. */
    private List<Supplier<RuntimeException>> failures() {
        List<Supplier<RuntimeException>> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            all.add(() -> new TransportException(kind, Delivery.ANSWERED, null, EVIL, new IOException(EVIL)));
        }
        all.add(() -> new ProtocolException(EVIL, new IOException(EVIL)));
        all.add(() -> new ProtocolException(ProtocolException.Kind.PAGE, EVIL, null));
        all.add(() -> new StorageException(StorageException.Kind.IO, EVIL, null));
        all.add(() -> new IllegalStateException(EVIL, new UncheckedIOException(new IOException(EVIL))));
        return all;
    }

    @Test
    void noTextAndNoLineOfTheLogCarriesThem() {
        try (LogTap log = new LogTap()) {
            for (Supplier<RuntimeException> failure : failures()) {
                Phone phone = new Phone(server, time);
                phone.set("a", "1");
                server.before = ask -> failure.get();
                texts.add(phone.sync().toString());
                texts.add(String.valueOf(phone.await(phone.client.calls().make(ApiCall.post("http://api/x", "{}")))));
                server.before = ask -> null;
                told(phone);
                phone.client.close();
            }
            said(new Answer.Incompatible(Mismatch.OTHER_SCHEMA, EVIL));
            said(new Answer.Incompatible(Mismatch.OTHER_HISTORY, EVIL));
            server.user = EVIL;
            Phone switched = new Phone(server, time);
            try {
                server.user = "other";
                switched.client.recovery().switchUser(server.transport(), UserSwitch.park());
            } catch (RuntimeException refused) {
                texts.add(String.valueOf(refused.getMessage()));
            }
            told(switched);
            for (String line : log.text().split("\n")) {
                harmless("a line of the log", line.replace("\t", " ").replace("\r", ""));
                assertFalse(line.startsWith("2026"), line);
            }
        }
        texts.forEach(text -> harmless("a text", text));
    }

    private void said(Answer answer) {
        Transport inner = server.transport();
        Phone phone = new Phone(server, time, new InMemoryStorage(), builder -> builder);
        Transport saying = new Saying(inner, answer);
        var client = dev.mooring.sync.SyncClient.builder(new InMemoryStorage(), saying, phone)
                .scheduler(time.lane(5))
                .listener(phone.events::add)
                .build();
        texts.add(String.valueOf(phone.await(client.syncNow())));
        texts.add(client.status().explain());
        texts.add(String.valueOf(client.status().reason()));
        phone.events.forEach(event -> texts.add(event.toString()));
        client.close();
    }

    private void told(Phone phone) {
        texts.add(phone.status().explain());
        texts.add(String.valueOf(phone.status().reason()));
        phone.events.forEach(event -> texts.add(event.toString()));
        phone.client.parked().quarantined(10).forEach(parked -> texts.add(parked.reason()));
        phone.client.parked().superseded(10).forEach(parked -> texts.add(parked.reason()));
    }

    private record Saying(Transport inner, Answer answer) implements Transport {
        @Override
        public Capabilities capabilities() {
            return inner.capabilities();
        }

        @Override
        public int measure(dev.mooring.sync.Mutation mutation) {
            return inner.measure(mutation);
        }

        @Override
        public String echo(dev.mooring.sync.Mutation mutation) {
            return inner.echo(mutation);
        }

        @Override
        public Answer exchange(Ask ask, ChangeSink sink, Cancellation cancellation) {
            return answer;
        }

        @Override
        public void close() {}
    }

    @Test
    void aChangeWithSuchNamesIsHarmlessInWhatIsSaidOfIt() {
        harmless("a change", new Change(1, EVIL, EVIL, EVIL, "1", false, 1, "", EVIL).toString());
        harmless(
                "an incoming one",
                new Incoming(new Change(1, EVIL, EVIL, EVIL, "1", false, 1, "", ""), "")
                        .change()
                        .toString());
        harmless(
                "a mutation",
                dev.mooring.sync.Mutation.of(EVIL, EVIL, EVIL, "1").toString());
        harmless("an identity", new dev.mooring.sync.ServerIdentity(EVIL, EVIL).toString());
    }

    /** Each value that carries a reason shows it as a line, from the moment that it is made. */
    @Test
    void everyReasonThatIsKeptOrToldIsALine() {
        UUID id = new UUID(1, 1);
        Mutation mutation = Mutation.of("todo", "a", "put", "1").recorded(id, Instant.EPOCH);
        harmless("a wait", new Outcome.Waiting(id, "tune", "1", EVIL).reason());
        harmless("a refusal", new Outcome.Rejected(id, EVIL).reason());
        harmless("a conflict", new Outcome.Conflict(id, EVIL).reason());
        harmless("a delay", new Outcome.Deferred(id, EVIL).reason());
        harmless("an unreadable row", new Unreadable("tune", "1", EVIL, 1).reason());
        harmless("a row set aside", new SetAside("tune", "1", EVIL, "", "", Instant.EPOCH).reason());
        harmless(
                "a line of an export", new Exported(mutation, MutationState.QUARANTINED, EVIL, Instant.EPOCH).reason());
        harmless(
                "a check",
                new CheckReport(Instant.EPOCH, List.of(EVIL)).faults().get(0));
        harmless("a salvage", new Salvage(List.of(), List.of(EVIL)).faults().get(0));
    }

    /** Whatever is logged is one of these: words of our own, numbers, names of types, and what has gone through {@code Shown}. */
    @Test
    void noStatementOfTheLogIsGivenAnExceptionAsItIs() throws IOException {
        Path root = Path.of(System.getProperty("mooring.root", ".."))
                .toAbsolutePath()
                .normalize();
        Pattern statement = Pattern.compile("LOG\\s*\\.\\s*(trace|debug|info|warn|error)\\(([^;]*);", Pattern.DOTALL);
        Pattern bare = Pattern.compile(",\\s*(e|t|thrown|error|failure|cause|again|bug)\\s*\\)");
        int seen = 0;
        for (String module : List.of("sync-core", "sync-storage-sqlite", "sync-transport-okhttp", "examples/shell")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    var matcher = statement.matcher(Files.readString(file));
                    while (matcher.find()) {
                        seen++;
                        String given = matcher.group(2)
                                .replaceAll("(Shown\\.\\w+|Failures\\.bare)\\([^()]*(\\([^()]*\\))?[^()]*\\)", "shown");
                        assertFalse(bare.matcher(given).find(), () -> file + ": " + given);
                        assertFalse(given.contains("getMessage()"), () -> file + ": " + given);
                    }
                }
            }
        }
        assertTrue(seen > 15, "statements seen: " + seen);
    }
}
