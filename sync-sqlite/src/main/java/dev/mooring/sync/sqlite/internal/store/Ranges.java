package dev.mooring.sync.sqlite.internal.store;

import java.util.ArrayList;
import java.util.List;

/** Ascending sequence numbers as runs: mostly one run, as batches are cut from the head of the outbox. */
final class Ranges {
    private Ranges() {}

    /** Calls back for each run of consecutive numbers. */
    static void forEach(List<Long> ascending, Run run) {
        int size = ascending.size();
        for (int i = 0; i < size; ) {
            long first = ascending.get(i);
            long last = first;
            for (i++; i < size && ascending.get(i) == last + 1; i++) {
                last++;
            }
            run.on(first, last);
        }
    }

    /** As in {@code 1-5,8,10-12}. */
    static String write(List<Long> ascending) {
        StringBuilder text = new StringBuilder();
        forEach(ascending, (first, last) -> {
            text.append(text.length() == 0 ? "" : ",").append(first);
            if (last > first) {
                text.append('-').append(last);
            }
        });
        return text.toString();
    }

    /** The numbers of {@link #write}. */
    static List<Long> read(String text) {
        List<Long> numbers = new ArrayList<>();
        for (String run : text.split(",", -1)) {
            int dash = run.indexOf('-');
            long first = Long.parseLong(dash < 0 ? run : run.substring(0, dash));
            long count = dash < 0 ? 1 : Long.parseLong(run.substring(dash + 1)) - first + 1;
            for (long i = 0; i < count; i++) {
                numbers.add(first + i);
            }
        }
        return numbers;
    }

    /** Takes a run, both ends included. */
    @FunctionalInterface
    interface Run {
        void on(long first, long last);
    }
}
