package dev.mooring.sync.testing.conformance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Tries one server against what its family promises. It writes as throw-away users only, and stays within its {@link Limits}.
 *
 * <p>Not thread-safe; a run makes its requests one after the other but where it lets writers race.
 */
public final class Conformance {
    private final Family family;
    private final HttpUrl url;
    private Limits limits = Limits.DEFAULT;
    private Hooks hooks = Hooks.NONE;
    private List<WritableTable> tables = WritableTable.DEFAULT;
    private Progress progress = Progress.NONE;
    private Clock clock = Clock.systemUTC();
    private Consumer<OkHttpClient.Builder> wiring = client -> {};
    private HttpUrl live;
    private Predicate<String> wanted = promise -> true;
    private boolean owned;
    private @Nullable Duration patience;

    private Conformance(Family family, HttpUrl url) {
        this.family = family;
        this.url = url;
        this.live = url;
    }

    /**
     * A run that was not made yet.
     *
     * @param family of the server
     * @param url its base URL
     * @return to be set up and run
     * @throws IllegalArgumentException if that is no URL
     */
    public static Conformance of(Family family, String url) {
        return new Conformance(Objects.requireNonNull(family, "family"), HttpUrl.get(url));
    }

    /**
     * Sets the bounds; {@link Limits#DEFAULT} by default.
     *
     * @param value of this run
     * @return this
     */
    public Conformance limits(Limits value) {
        this.limits = Objects.requireNonNull(value, "limits");
        return this;
    }

    /**
     * Sets what only the owner of the server can do; nothing by default.
     *
     * @param value called on the thread of {@link #run}
     * @return this
     */
    public Conformance hooks(Hooks value) {
        this.hooks = Objects.requireNonNull(value, "hooks");
        return this;
    }

    /**
     * Sets the tables of a row-sync server that may be written; other families do not look at them. {@link WritableTable#DEFAULT} by default.
     *
     * @param first most tests write it, and children refer to it; with a text, an owner, and a column for deletes
     * @param more for the promises about children, deletes for good and unique keys
     * @return this
     */
    public Conformance tables(WritableTable first, WritableTable... more) {
        List<WritableTable> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        this.tables = List.copyOf(all);
        return this;
    }

    /**
     * Sets who is told how the run goes on.
     *
     * @param value called on the thread of {@link #run}
     * @return this
     */
    public Conformance progress(Progress value) {
        this.progress = Objects.requireNonNull(value, "progress");
        return this;
    }

    /**
     * Sets the clock that times in requests are made of; the system's by default.
     *
     * @param value of this machine
     * @return this
     */
    public Conformance clock(Clock value) {
        this.clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /**
     * Sets where the server's WebSockets are, if that is not its base URL.
     *
     * @param value a base URL, of {@code ws} or {@code http}
     * @return this
     * @throws IllegalArgumentException if that is no URL
     */
    public Conformance liveAt(String value) {
        this.live = HttpUrl.get(value.replaceFirst("^(?i)ws(?=s?:)", "http"));
        return this;
    }

    /**
     * Says that the caller owns the server, and may write nonsense to it. Without this, only a server on this machine is tried.
     *
     * @return this
     */
    public Conformance owned() {
        this.owned = true;
        return this;
    }

    /** Answers in this process, for a server that is tried very often. */
    Conformance over(Interceptor server) {
        this.wiring = client -> client.addInterceptor(server);
        return this;
    }

    /** How long a test waits for what has to come, for a server that says at once what it says; a fifth of an exchange by default. */
    Conformance patience(Duration value) {
        this.patience = value;
        return this;
    }

    /** Makes those tests only whose promise is wanted. */
    Conformance only(Predicate<String> promises) {
        this.wanted = promises;
        return this;
    }

    private List<ConformanceTest> tests() {
        return family.tests().stream()
                .filter(test -> wanted.test(test.promise().id()))
                .toList();
    }

    /**
     * What a run would try, without a request.
     *
     * @return a line for each promise, and how much would be sent at most
     */
    public String plan() {
        List<Plan.Line> lines = tests().stream()
                .map(test -> new Plan.Line(test.promise(), test.requests()))
                .toList();
        return Plan.of(lines, limits, url);
    }

    /**
     * Makes the run.
     *
     * @return what it found
     * @throws IllegalStateException if the server is on another machine, and nobody has said that he {@linkplain #owned owns} it
     */
    public Report run() {
        for (HttpUrl each : List.of(url, live)) {
            if (!owned && !isHere(each.host())) {
                throw new IllegalStateException(
                        each.host() + " is another machine; a run writes to it, so say first that you own it");
            }
        }
        List<ConformanceTest> tests = tests();
        Budget budget = new Budget(limits, System::nanoTime);
        OkHttpClient http = Wire.client(limits, wiring);
        String run = UUID.randomUUID().toString().substring(0, 8);
        List<Finding> findings = new ArrayList<>();
        try {
            for (ConformanceTest test : tests) {
                Wire wire = new Wire(http, url, live, limits, patience, budget);
                Finding finding = tried(test, wire, new Stage(wire, budget, hooks, tables, clock, run));
                findings.add(finding);
                progress.ended(findings.size(), tests.size(), finding);
            }
        } finally {
            http.dispatcher().executorService().shutdown();
            http.connectionPool().evictAll();
        }
        return new Report(family.dialect(), url.toString(), findings, budget.requests(), budget.users());
    }

    private static Finding tried(ConformanceTest test, Wire wire, Stage stage) {
        try {
            return Finding.of(test.promise(), () -> test.body().run(stage), wire::proof);
        } finally {
            wire.close();
        }
    }

    private static boolean isHere(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
