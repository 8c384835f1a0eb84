package dev.mooring.sync.sqlite.internal.apply;

import dev.mooring.sync.Mutation;
import dev.mooring.sync.sqlite.internal.format.RowChange;
import org.jspecify.annotations.Nullable;

/** Some mutations of a key in one, in their order. */
final class Folded {
    static final Folded NOTHING = new Folded(null, null, null, null);

    final @Nullable RowChange change;
    final @Nullable Mutation last;

    /** What the last one alone does; null if it says nothing of a row. */
    final @Nullable RowChange step;

    /** The row with all of them on top, once it is known. */
    @Nullable
    String image;

    private Folded(
            @Nullable RowChange change, @Nullable Mutation last, @Nullable RowChange step, @Nullable String image) {
        this.change = change;
        this.last = last;
        this.step = step;
        this.image = image;
    }

    /** These, and one more mutation behind them; {@code step} is what it does, null if it says nothing of a row. */
    Folded and(Mutation mutation, @Nullable RowChange step) {
        return step == null
                ? new Folded(change, last, null, image)
                : new Folded(change == null ? step : change.then(step), mutation, step, image);
    }

    /** These, and others of the key behind them. */
    Folded and(Folded other) {
        RowChange then = other.change;
        return then == null ? this : change == null ? other : new Folded(change.then(then), other.last, null, null);
    }
}
