package dev.mooring.examples.server.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what devices have written and seen with a log, at the end. Everything is kept by value, so it needs no server. */
final class Verdict {
    private Verdict() {}

    /**
     * All that is wrong.
     *
     * @param devices of one user, with nothing pending
     * @param log the server's, from the first event on
     * @param calls what the server itself was told to write, in order
     */
    static List<String> of(List<Device> devices, List<Seen> log, List<String> calls) {
        List<String> wrong = new ArrayList<>();
        Map<String, List<String>> written = new LinkedHashMap<>();
        for (Device device : devices) {
            wrong.addAll(device.contradictions);
            written.put(device.name, device.written);
            if (!device.log.equals(log)) {
                wrong.add(device.name + " has another log than the server: " + difference(device.log, log));
            }
        }
        written.put("the server itself", calls);
        wrong.addAll(of(written, log));
        return wrong;
    }

    /**
     * Whether a log has what was written, and nothing else: each write once, and in the order of its writer.
     *
     * @param written the mutations of each writer, in order
     */
    static List<String> of(Map<String, List<String>> written, List<Seen> log) {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> places = new HashMap<>();
        for (int i = 0; i < log.size(); i++) {
            Seen seen = log.get(i);
            if (seen.sequence() != i + 1) {
                wrong.add("a hole: " + seen + " is the event number " + (i + 1));
            }
            Long before = seen.mutation().isEmpty() ? null : places.put(seen.mutation(), seen.sequence());
            if (before != null) {
                wrong.add("doubled: " + seen.mutation() + " at " + before + " and " + seen.sequence());
            }
        }
        int known = 0;
        for (Map.Entry<String, List<String>> each : written.entrySet()) {
            inOrder(each.getKey(), each.getValue(), places, wrong);
            known += each.getValue().size();
        }
        if (places.size() > known) {
            wrong.add("nobody has written " + (places.size() - known) + " of the events");
        }
        return wrong;
    }

    private static void inOrder(String who, List<String> written, Map<String, Long> places, List<String> wrong) {
        long last = 0;
        for (String id : written) {
            Long place = places.get(id);
            if (place == null) {
                wrong.add("lost: " + id + " of " + who);
            } else {
                if (place < last) {
                    wrong.add("order: " + id + " of " + who + " is at " + place + ", the one before at " + last);
                }
                last = place;
            }
        }
    }

    private static String difference(List<Seen> here, List<Seen> there) {
        for (int i = 0; i < Math.min(here.size(), there.size()); i++) {
            if (!here.get(i).equals(there.get(i))) {
                return here.get(i) + " instead of " + there.get(i);
            }
        }
        return here.size() + " events instead of " + there.size();
    }
}
