package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.spi.Answer;
import dev.mooring.sync.spi.Ask;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.Page;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an own transport was asked and has answered, for a proof. */
final class OwnWords {
    private OwnWords() {}

    /** What a push writes; empty for everything else. */
    static String of(Ask ask) {
        List<String> words = new ArrayList<>();
        if (ask instanceof Ask.Push push) {
            for (Mutation each : push.mutations()) {
                words.add(each.kind() + " " + each.collection() + "/" + each.key() + " " + each.payload());
            }
        }
        return String.join(", ", words);
    }

    static String of(@Nullable Answer answer) {
        if (answer instanceof Answer.Settled settled) {
            List<String> outcomes = new ArrayList<>();
            settled.outcomes().forEach(each -> outcomes.add(of(each)));
            return "settled " + of(settled.page()) + (outcomes.isEmpty() ? "" : ": " + String.join(", ", outcomes));
        }
        if (answer instanceof Answer.Diverged diverged) {
            return "diverged " + of(diverged.page()) + ": " + diverged.reason();
        }
        return String.valueOf(answer);
    }

    /** Without the mutation that it is about. */
    static String of(Outcome outcome) {
        String name = outcome.getClass().getSimpleName();
        if (outcome instanceof Outcome.Rejected rejected) {
            return name + " (" + rejected.reason() + ")";
        }
        if (outcome instanceof Outcome.Conflict conflict) {
            return name + " (" + conflict.reason() + ")";
        }
        if (outcome instanceof Outcome.Deferred deferred) {
            return name + " (" + deferred.reason() + ")";
        }
        return name;
    }

    private static String of(Page page) {
        return "at '" + page.cursor().token() + "'" + (page.more() ? ", and there is more" : "")
                + (page.listed() ? ", all is listed" : "");
    }
}
