package dev.mooring.sync.sqlite.internal.capture;

import dev.mooring.sync.sqlite.internal.schema.Form;
import org.jspecify.annotations.Nullable;

/**
 * One row change that a trigger wrote down. Values are as {@code SqlStatement.value} gives them, in the order of the form.
 *
 * @param seq place in the journal
 * @param form by which the values are read
 * @param at milliseconds since 1970, by SQL's clock
 * @param row as it is since; null if it was deleted
 * @param before as it was; null if it was inserted
 * @param adopted whether it was there before its table came under sync, so that taking it back does not remove it
 */
public record Capture(
        long seq,
        Form form,
        long at,
        @Nullable Object @Nullable [] row,
        @Nullable Object @Nullable [] before,
        boolean adopted) {
    /** What a statement of the app has changed. */
    public Capture(
            long seq, Form form, long at, @Nullable Object @Nullable [] row, @Nullable Object @Nullable [] before) {
        this(seq, form, at, row, before, false);
    }
}
