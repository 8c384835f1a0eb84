package dev.mooring.examples.shell;

import dev.mooring.sync.testing.conformance.Conformance;
import dev.mooring.sync.testing.conformance.Family;
import dev.mooring.sync.testing.conformance.Finding;
import dev.mooring.sync.testing.conformance.Hooks;
import dev.mooring.sync.testing.conformance.Limits;
import dev.mooring.sync.testing.conformance.Report;
import dev.mooring.sync.testing.conformance.ReportDifference;
import dev.mooring.sync.testing.conformance.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command that tries a server against what its family promises. */
final class Conforming {
    /** Its own options. */
    static final class Wishes {
        @Option(names = "--url", paramLabel = "URL", description = "the server's base URL; another word for --server")
        @Nullable
        String url;

        @Option(names = "--plan", description = "say what would be tried, and send nothing")
        boolean plan;

        @Option(names = "--i-own-this-server", description = "try a server on another machine, too")
        boolean owned;

        @Option(
                names = "--jwt-secret",
                paramLabel = "FILE",
                description = "the secret of the server's tokens (HS256): each throw-away user gets a token of his own")
        @Nullable
        Path jwtSecret;

        @Option(
                names = "--live-url",
                paramLabel = "URL",
                description = "where the server's WebSockets are, if elsewhere")
        @Nullable
        String live;

        @Option(names = "--requests", paramLabel = "N", description = "at most so many requests; 3000 by default")
        int requests = Limits.DEFAULT.requests();

        @Option(names = "--users", paramLabel = "N", description = "at most so many throw-away users; 200 by default")
        int users = Limits.DEFAULT.users();

        @Option(names = "--report", paramLabel = "FILE", description = "write the whole report there, as JSON")
        @Nullable
        Path report;

        @Option(names = "--junit", paramLabel = "FILE", description = "write it there as JUnit XML")
        @Nullable
        Path junit;

        @Option(names = "--html", paramLabel = "FILE", description = "write it there as a page")
        @Nullable
        Path html;

        @Option(
                names = "--compare",
                paramLabel = "FILE",
                description =
                        "print what is different from the report in that file, and fail only if something got worse")
        @Nullable
        Path compare;
    }

    private final Wishes wishes;
    private final Options given;
    private final Output out;

    Conforming(Wishes wishes, Options given, Output out) {
        this.wishes = wishes;
        this.given = given;
        this.out = out;
    }

    int run() throws IOException {
        Conformance run = conformance();
        String plan = run.plan();
        if (wishes.plan) {
            out.line(
                    plan.stripTrailing(),
                    Json.of("conform").with("plan", plan.lines().toList()));
            return Exit.DONE;
        }
        String before = wishes.compare == null ? "" : Files.readString(wishes.compare);
        String bounds = plan.lines().reduce((first, last) -> last).orElse("");
        out.line(bounds, Json.of("conform").with("bounds", bounds));
        Report report = run.progress(this::told).run();
        String details = report.details();
        out.line(details.strip(), summary(report));
        write(wishes.report, report.json());
        write(wishes.junit, report.junit());
        write(wishes.html, report.html());
        return before.isEmpty() ? exit(report) : compared(ReportDifference.between(before, report.json()));
    }

    private Conformance conformance() throws IOException {
        try {
            return wished();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; nothing was sent");
        }
    }

    private Conformance wished() throws IOException {
        String url = wishes.url == null ? given.serverUrl() : wishes.url;
        String secret = wishes.jwtSecret == null
                ? null
                : Files.readString(wishes.jwtSecret).strip();
        Limits bounds = new Limits(
                wishes.requests,
                wishes.users,
                Limits.DEFAULT.answerBytes(),
                Limits.DEFAULT.exchange(),
                Limits.DEFAULT.all());
        Conformance run =
                Conformance.of(Family.of(given.dialect), url).limits(bounds).hooks(hooks(secret));
        if (wishes.live != null) {
            run.liveAt(wishes.live);
        }
        return wishes.owned ? run.owned() : run;
    }

    /** A token that is over is signed as well, where there is a secret. */
    private Hooks hooks(@Nullable String secret) {
        if (secret == null) {
            return new Hooks(user -> headers(user, Map.of()), null);
        }
        Hooks signing = Hooks.jwt(secret, null);
        var expired = Objects.requireNonNull(signing.expired());
        return new Hooks(user -> headers(user, signing.headers().apply(user)), null)
                .withExpired(user -> headers(user, expired.apply(user)));
    }

    /** What is given for all, with the name of the throw-away user in its place, and a token of his own if there is one. */
    private Map<String, String> headers(String user, Map<String, String> own) {
        Map<String, String> headers = new LinkedHashMap<>();
        given.headers().forEach((name, value) -> headers.put(name, value.replace("{user}", user)));
        if (given.token != null) {
            headers.put("Authorization", "Bearer " + given.token);
        }
        if (given.cookie != null) {
            headers.put("Cookie", given.cookie);
        }
        headers.putAll(own);
        return headers;
    }

    private void told(int done, int all, Finding finding) {
        String line = String.format(
                Locale.ROOT,
                "%3d/%d  %-20s %-11s  %s",
                done,
                all,
                finding.promise().id(),
                finding.verdict().words(),
                finding.promise().says());
        out.line(
                line,
                Json.of("conform")
                        .with("promise", finding.promise().id())
                        .with("verdict", finding.verdict().id())
                        .with("says", finding.promise().says())
                        .with("words", finding.words()));
    }

    private static Json summary(Report report) {
        return Json.of("conform")
                .with("kept", report.count(Verdict.KEPT))
                .with("broken", report.count(Verdict.BROKEN))
                .with("not_offered", report.count(Verdict.NOT_OFFERED))
                .with("unclear", report.count(Verdict.UNCLEAR))
                .with("requests", report.requests())
                .with("users", report.users());
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text);
        }
    }

    private static int exit(Report report) {
        if (report.count(Verdict.BROKEN) > 0) {
            return Exit.REFUSED;
        }
        return report.count(Verdict.UNCLEAR) > 0 ? Exit.OFFLINE : Exit.DONE;
    }

    private int compared(ReportDifference difference) {
        difference
                .changes()
                .forEach((promise, words) -> out.line(
                        promise + ": " + words,
                        Json.of("conform").with("changed", promise).with("words", words)));
        if (difference.changes().isEmpty()) {
            out.line("nothing is different", Json.of("conform").with("changed", null));
        }
        return difference.isWorse() ? Exit.REFUSED : Exit.DONE;
    }
}
