package dev.mooring.sync.testing.conformance;

import dev.mooring.sync.Cursor;
import dev.mooring.sync.spi.ChangeSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what one exchange hands over, as much as a run may take, and reads it as core would. Used on the thread of the exchange. */
final class OwnEar implements ChangeSink {
    private final long most;
    private final List<OwnPage.Slice> slices = new ArrayList<>();
    private volatile @Nullable Ending refusal;
    private @Nullable OwnCut leaving;
    private long size;

    OwnEar(long most) {
        this.most = most;
    }

    /** Cancels the exchange when the request has left, if that is wanted. */
    OwnEar leaving(OwnCut cut) {
        leaving = cut;
        return this;
    }

    @Override
    public void accept(List<Incoming> slice, @Nullable Cursor after) {
        for (Incoming each : slice) {
            size += each.size() + each.key().length() + 20;
            if (size > most) {
                Ending tooMuch = Ending.unclear("the answer has more than " + most + " characters");
                refusal = tooMuch;
                throw tooMuch;
            }
            each.change(); // Core reads it here, too.
        }
        slices.add(new OwnPage.Slice(List.copyOf(slice), after));
    }

    @Override
    public void sent() {
        OwnCut cut = leaving;
        if (cut != null) {
            cut.sent();
        }
    }

    List<OwnPage.Slice> slices() {
        return slices;
    }

    /** Why it took no more. */
    @Nullable
    Ending refusal() {
        return refusal;
    }

    /** What it was told, for a person. */
    String words() {
        StringBuilder words = new StringBuilder();
        for (OwnPage.Slice slice : slices) {
            for (Incoming each : slice.changes()) {
                String text =
                        each.change().tombstone() ? "(gone)" : each.change().payload();
                words.append(words.isEmpty() ? " " : ", ").append(each.key()).append(' ');
                words.append(text);
            }
        }
        return words.toString();
    }
}
