package dev.mooring.sync.testing.oplog;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a push, bound. */
record PushBody(String clientId, String key, List<Op> ops) {
    static final List<String> OP = List.of("serverSeq", "scope", "resourceId", "actor", "clock", "payload");
    private static final List<String> TOP = List.of("clientId", "datasetGenerationKey", "ops");

    /** An operation as it was sent. */
    record Op(
            String scope,
            String resourceId,
            String actor,
            long clock,
            @Nullable String payload) {
        /** The server's words for what is wrong with it, or null. */
        @Nullable
        String fault() {
            return scope.isEmpty() || resourceId.isEmpty() || actor.isEmpty() || clock <= 0
                    ? "invalid op metadata: scope=" + quoted(scope) + " resource=" + quoted(resourceId) + " actor="
                            + quoted(actor) + " clock=" + clock
                    : null;
        }

        private static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    static PushBody read(String text) {
        Fields top = Fields.bind(Syntax.first(text), ".", TOP);
        String clientId = top.text("clientId");
        String key = top.text("datasetGenerationKey");
        List<Op> ops = new ArrayList<>();
        for (String element : Fields.elements(top.raw("ops"))) {
            Fields op = Fields.bind(element, "Op.ops.", OP);
            op.number("serverSeq");
            ops.add(new Op(
                    op.text("scope"), op.text("resourceId"), op.text("actor"), op.number("clock"), op.raw("payload")));
        }
        return new PushBody(clientId, key, ops);
    }
}
