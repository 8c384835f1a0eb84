package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.testing.http.Reply;
import dev.mooring.sync.testing.http.Request;
import dev.mooring.sync.testing.http.StandInServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/** A good server with one planted fault in front of it. */
final class Distorted extends StandInServer<Distorted> {
    private static final String OVER = "-over";

    private final StandInServer<?> good;
    private final Distortion fault;
    private final Map<String, Long> made = new LinkedHashMap<>();
    private long before;
    private final Queue<RuntimeException> bugs = new ConcurrentLinkedQueue<>();

    Distorted(StandInServer<?> good, Distortion fault) {
        super(false);
        this.good = good;
        this.fault = fault;
    }

    @Override
    protected Reply answer(Request request) {
        try {
            return fault.answer(request, good::handle);
        } catch (RuntimeException e) {
            bugs.add(e);
            throw e;
        }
    }

    @Override
    protected Distorted self() {
        return this;
    }

    /** What the kit finds of it, in this process. */
    Report report(Family family, Function<String, Map<String, String>> headers, Predicate<String> wanted) {
        Report report = Conformance.of(family, "http://127.0.0.1/")
                .over(interceptor())
                .hooks(new Hooks(headers, user -> over(headers.apply(user)), this::crash))
                .progress(this::count)
                .only(wanted)
                .run();
        if (fault == Distortion.NONE) {
            refuseMore(family);
        }
        RuntimeException bug = bugs.peek();
        if (bug != null) {
            throw new IllegalStateException("the planted fault is no fault of a server, it is a bug of its own", bug);
        }
        return report;
    }

    /** The same with a credential that the good server does not know. */
    static Map<String, String> over(Map<String, String> headers) {
        Map<String, String> over = new LinkedHashMap<>();
        headers.forEach((name, value) -> over.put(name, value + OVER));
        return over;
    }

    /** A server that takes credentials which are over. */
    static Distortion takesExpired(String header) {
        return (request, good) -> {
            String value = request.header(header);
            return good.apply(value.endsWith(OVER) ? Bodies.header(request, header, value.replace(OVER, "")) : request);
        };
    }

    private void count(int done, int all, Finding finding) {
        made.put(finding.promise().id(), requests() - before);
        before = requests();
    }

    /** No test makes more requests than a plan says; those of channels count frames, too. */
    private void refuseMore(Family family) {
        List<String> more = new ArrayList<>();
        for (ConformanceTest test : family.tests()) {
            long requests = made.getOrDefault(test.promise().id(), 0L);
            if (requests > test.requests() && !test.promise().id().startsWith("live-")) {
                more.add(test.promise().id() + " made " + requests);
            }
        }
        if (!more.isEmpty()) {
            throw new IllegalStateException("more requests than a plan says: " + more);
        }
    }

    private void crash() {
        good.restart();
        fault.restarted();
    }
}
