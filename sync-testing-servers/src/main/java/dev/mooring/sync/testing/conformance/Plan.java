package dev.mooring.sync.testing.conformance;

import java.util.List;

/** What a run would try, for a person. */
final class Plan {
    /**
     * One test of it.
     *
     * @param promise that is tried
     * @param requests how many are made at most
     */
    record Line(Promise promise, int requests) {}

    private Plan() {}

    static String of(List<Line> lines, Limits limits, Object url) {
        StringBuilder plan = new StringBuilder();
        int requests = 0;
        for (Line line : lines) {
            plan.append(line.promise().id()).append(": ").append(line.promise().says());
            plan.append(" (at most ").append(line.requests()).append(" requests)\n");
            requests += line.requests();
        }
        return plan.append("at most ")
                .append(Math.min(requests, limits.requests()))
                .append(" requests and ")
                .append(limits.users())
                .append(" throw-away users, to ")
                .append(url)
                .append('\n')
                .toString();
    }
}
