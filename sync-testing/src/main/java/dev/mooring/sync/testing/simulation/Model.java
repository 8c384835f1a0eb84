package dev.mooring.sync.testing.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What one device's app knows: the labels that it has recorded, and those whose recording it never learned the end of. */
final class Model {
    private final Set<String> recorded = new HashSet<>();
    private final Set<String> reissued = new HashSet<>();
    private final Map<String, String> madeOn = new HashMap<>();
    private final Set<String> superseded = new HashSet<>();
    private final Map<String, Edit> edits = new LinkedHashMap<>();
    private final Set<String> rows = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final List<List<String>> maybe = new ArrayList<>();
    private final List<List<String>> writes = new ArrayList<>();
    private final Set<String> maybeDropped = new HashSet<>();
    private final Set<String> forgiven = new HashSet<>();
    private final Set<String> settled = new HashSet<>();
    private int counter;
    private String history = "";
    private long position;

    /** Labels are counted from here on, so that two users of a device have labels of their own. */
    Model(int first) {
        counter = first;
    }

    int next() {
        return ++counter;
    }

    /** What an edit is about, where only the last state of a row counts. */
    record Edit(String row, boolean delete) {}

    void about(String label, String row, boolean delete) {
        edits.put(label, new Edit(row, delete));
        rows.add(row);
    }

    /** What was confirmed of its row as it was written. */
    void madeOn(String label, String confirmed) {
        madeOn.put(label, confirmed);
    }

    /** Empty if that is not known, or there was no row. */
    String madeOn(String label) {
        return madeOn.getOrDefault(label, "");
    }

    /** Whether it is seen for the first time that it has lost. */
    boolean isNewlySuperseded(String label) {
        return superseded.add(label);
    }

    /** It may have gone behind all others, and is made on what is there now. */
    void reissued(String label) {
        madeOn.remove(label);
        reissued.add(label);
    }

    boolean wasReissued(String label) {
        return reissued.contains(label);
    }

    /** In the order in which they were recorded. */
    Map<String, Edit> edits() {
        return edits;
    }

    /** Those that an edit was ever about. */
    Set<String> rows() {
        return rows;
    }

    /** Once it was at the server, or a later one of its row was, nothing can undo that. */
    void done(String label) {
        done.add(label);
    }

    boolean isDone(String label) {
        return done.contains(label);
    }

    /** A write begins. */
    void maybe(List<String> labels) {
        maybe.add(labels);
        writes.add(labels);
    }

    /** The edits of the same row that were made behind one in the same write, and so may have written over it. */
    List<String> behind(String label) {
        for (List<String> write : writes) {
            int at = write.indexOf(label);
            if (at >= 0) {
                return write.subList(at + 1, write.size()).stream()
                        .filter(later -> isOfSameRow(label, later))
                        .toList();
            }
        }
        return List.of();
    }

    private boolean isOfSameRow(String label, String other) {
        Edit edit = edits.get(label);
        Edit later = edits.get(other);
        return edit != null && later != null && edit.row().equals(later.row());
    }

    /** The write has returned. */
    void recorded(List<String> labels) {
        maybe.remove(labels);
        recorded.addAll(labels);
    }

    /** The write has failed, and nothing of it is there. */
    void refused(List<String> labels) {
        maybe.remove(labels);
    }

    void notDropped(String label) {
        maybeDropped.remove(label);
    }

    void maybeDropped(String label) {
        maybeDropped.add(label);
    }

    void dropped(String label) {
        maybeDropped.remove(label);
        recorded.remove(label);
    }

    /** After a crash: what was in doubt is there as a whole or not at all, unless another process has settled it since. */
    void resolve(Set<String> there, Predicate<String> settled) {
        for (List<String> labels : maybe) {
            if (labels.stream().anyMatch(there::contains)) {
                recorded.addAll(labels);
                if (!labels.stream().allMatch(label -> there.contains(label) || settled.test(label))) {
                    throw new Violation("I2 broken: of one write " + labels + " only a part is there");
                }
            }
        }
        maybe.clear();
        recorded.removeIf(label -> maybeDropped.contains(label) && !there.contains(label));
        maybeDropped.clear();
    }

    /** Labels that must be somewhere. */
    Set<String> owed() {
        if (maybeDropped.isEmpty()) {
            return Collections.unmodifiableSet(recorded);
        }
        Set<String> owed = new HashSet<>(recorded);
        owed.removeAll(maybeDropped);
        return owed;
    }

    /** The server has acknowledged it and lost it, or the app wants it forgotten: it may be gone from here on. */
    void forgive(String label) {
        forgiven.add(label);
    }

    /** It was settled when the user left: a storage that begins anew need not have come that far again. */
    void settled(String label) {
        settled.add(label);
    }

    boolean isSettled(String label) {
        return settled.contains(label);
    }

    boolean isForgiven(String label) {
        return forgiven.contains(label);
    }

    /** A rebuild has put another state in place: the way from there counts anew. */
    void startedOver() {
        position = 0;
    }

    /** Whether the device was in this history, or in none. */
    boolean isIn(String now) {
        return history.isEmpty() || history.equals(now);
    }

    boolean knows(String label) {
        return recorded.contains(label)
                || (!maybe.isEmpty() && maybe.stream().anyMatch(labels -> labels.contains(label)));
    }

    /** How far the device has come. */
    long position() {
        return position;
    }

    void reached(String device, String newHistory, long newPosition) {
        if (!newHistory.equals(history)) {
            history = newHistory;
            position = 0;
        }
        Violation.check(newPosition >= position, "I6 (the cursor went back)", device, position + " to " + newPosition);
        position = newPosition;
    }
}
