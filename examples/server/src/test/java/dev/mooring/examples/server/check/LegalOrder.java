package dev.mooring.examples.server.check;

import dev.mooring.examples.server.check.Operation.Asked;
import dev.mooring.examples.server.check.Operation.Call;
import dev.mooring.examples.server.check.Operation.Told;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether all operations on one log could have happened one after the other, each at one moment between its begin and its end, so that each
 * was answered as the log was at that moment. This is what "linearizable" means.
 *
 * <p>The search for such an order is short, as the log tells it. Each answer says how long the log was. A push that is stored makes it longer,
 * from the marker that it came with. So operations are ordered by the length that they saw. That order is legal if it contradicts no clock: whoever
 * begins after another one has ended must not see a shorter log, nor write into a place before that one's end. And each answer must
 * be what a right server says at that length: the events in between, and a refusal for a reason.
 *
 * <p>The token of a log changes only together with its length. So it is one for each length, and it says whether a push was fenced.
 */
final class LegalOrder {
    private final List<Operation> operations;
    private final List<Call> calls;
    private final List<Seen> log;
    private final Map<String, Long> places = new HashMap<>();
    private final TreeMap<Long, Long> tokens = new TreeMap<>(Map.of(0L, 0L));
    private final Map<Push, List<Operation>> pushes = new LinkedHashMap<>();
    private final List<String> wrong = new ArrayList<>();

    private LegalOrder(List<Operation> operations, List<Call> calls, List<Seen> log) {
        this.operations = operations;
        this.calls = calls;
        this.log = log;
    }

    /** A batch for some places, however often it was sent, and with whichever token. */
    private record Push(String who, long since, List<String> batch) {}

    /**
     * All that contradicts such an order.
     *
     * @param operations all that was asked of this log
     * @param calls what the server itself was told to write
     * @param log at the end, from the first event on
     */
    static List<String> contradictions(List<Operation> operations, List<Call> calls, List<Seen> log) {
        LegalOrder order = new LegalOrder(operations, calls, log);
        log.forEach(seen -> order.places.putIfAbsent(seen.mutation(), seen.sequence()));
        for (Operation each : operations) {
            if (!each.asked().batch().isEmpty()) {
                Asked asked = each.asked();
                order.pushes
                        .computeIfAbsent(new Push(each.who(), asked.since(), asked.batch()), push -> new ArrayList<>())
                        .add(each);
            }
        }
        order.tokens();
        operations.forEach(order::answer);
        order.pushes.forEach(order::push);
        order.clocks();
        return order.wrong;
    }

    // ---- the token of each length

    private void tokens() {
        Map<Long, String> holders = new HashMap<>();
        for (Operation each : operations) {
            Told told = each.told();
            if (told == null) {
                continue;
            }
            Long other = tokens.putIfAbsent(told.latest(), told.token());
            if (other != null && other != told.token()) {
                wrong.add("fence: at " + told.latest() + " the token was " + other + ", and " + told.token() + " for "
                        + each.who());
            }
            String holder = told.held() ? holders.putIfAbsent(told.token(), each.who()) : null;
            if (holder != null && !holder.equals(each.who())) {
                wrong.add("fence: " + each.who() + " held the lease with the token " + told.token() + " of " + holder);
            }
        }
        long last = 0;
        for (Map.Entry<Long, Long> each : tokens.entrySet()) {
            if (each.getValue() < last) {
                wrong.add("fence: at " + each.getKey() + " the token fell from " + last + " to " + each.getValue());
            }
            last = each.getValue();
        }
    }

    // ---- each answer is right for the length that it tells

    private void answer(Operation operation) {
        Told told = operation.told();
        if (told == null) {
            return;
        }
        Asked asked = operation.asked();
        if (told.latest() > log.size()) {
            wrong.add("lost: " + operation.who() + " saw a log of " + told.latest() + ", and there are " + log.size());
            return;
        }
        boolean stored = isStored(asked);
        if (told.accepted() && !asked.batch().isEmpty() && !stored) {
            wrong.add("lost: " + asked + " of " + operation.who() + " was acknowledged, and is not in its places");
        }
        if (!told.accepted()) {
            refusal(operation.who(), asked, told, stored);
        }
        events(operation.who(), told.accepted() ? asked.end() : asked.since(), told);
    }

    private void refusal(String who, Asked asked, Told told, boolean stored) {
        if (stored && !asked.batch().isEmpty() && asked.end() <= told.latest()) {
            wrong.add("replay: " + asked + " of " + who + " was refused at " + told.latest() + ", though it is stored");
        }
        boolean elsewhere =
                asked.batch().stream().anyMatch(id -> places.getOrDefault(id, Long.MAX_VALUE) <= told.latest());
        boolean right = asked.batch().isEmpty()
                ? asked.since() <= told.latest()
                : asked.since() == told.latest() && asked.token() == told.token() && !elsewhere;
        if (right) {
            wrong.add("refused for nothing: " + asked + " of " + who);
        }
    }

    /** The events from a place on are those of the log, without a gap, and to the end if there are no more. */
    private void events(String who, long from, Told told) {
        long at = from;
        for (Seen seen : told.events()) {
            at++;
            if (at > told.latest() || !seen.equals(log.get((int) at - 1))) {
                wrong.add("another log: " + who + " was told " + seen + " behind " + (at - 1) + ", the log has "
                        + (at > log.size() ? "no such place" : log.get((int) at - 1)));
                return;
            }
        }
        if (!told.more() && at < told.latest()) {
            wrong.add("left out: " + who + " was told the events up to " + at + " of " + told.latest());
        }
    }

    private boolean isStored(Asked asked) {
        return isStored(asked.since(), asked.batch());
    }

    private boolean isStored(long since, List<String> batch) {
        if (since + batch.size() > log.size()) {
            return false;
        }
        for (int i = 0; i < batch.size(); i++) {
            if (!log.get((int) since + i).mutation().equals(batch.get(i))) {
                return false;
            }
        }
        return true;
    }

    // ---- each batch was stored at once, by its right token

    private void push(Push push, List<Operation> sent) {
        if (!isStored(push.since(), push.batch())) {
            return;
        }
        Map.Entry<Long, Long> within = tokens.higherEntry(push.since());
        if (within != null && within.getKey() < push.since() + push.batch().size()) {
            wrong.add("half: somebody saw a log of " + within.getKey() + ", within " + push);
        }
        Long token = tokens.get(push.since());
        if (token != null && sent.stream().noneMatch(each -> each.asked().token() == token)) {
            wrong.add("fence: " + push + " is stored, with another token than " + token);
        }
    }

    // ---- and none of it contradicts the clock

    /** Something that happens on the clock: what must be true then, or what everybody must know from then on. */
    private record Moment(long at, boolean isEnd, long length, String what) {}

    private void clocks() {
        List<Moment> moments = new ArrayList<>();
        for (Operation each : operations) {
            Told told = each.told();
            if (told != null) {
                moments.add(new Moment(each.began(), false, told.latest(), each.who() + " saw a log of "));
                moments.add(new Moment(each.ended(), true, told.latest(), each.who()));
            }
        }
        pushes.forEach((push, sent) -> {
            if (isStored(push.since(), push.batch())) {
                long first = sent.stream().mapToLong(Operation::began).min().orElseThrow();
                moments.add(new Moment(first, false, push.since(), push.who() + " wrote behind "));
            }
        });
        for (Call call : calls) {
            Long place = places.get(call.mutation());
            if (place == null || (call.sequence() > 0 && call.sequence() != place)) {
                wrong.add("lost: " + call + " is at " + place);
            } else {
                moments.add(new Moment(call.began(), false, place - 1, "the server itself wrote behind "));
                moments.add(new Moment(call.ended(), true, call.sequence(), "the server itself"));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::at).thenComparing(Moment::isEnd));
        Moment known = new Moment(0, true, 0, "nobody");
        for (Moment each : moments) {
            if (each.isEnd()) {
                known = each.length() > known.length() ? each : known;
            } else if (each.length() < known.length()) {
                wrong.add("stale: " + each.what() + each.length() + ", though " + known.what() + " had seen "
                        + known.length() + " before that began");
            }
        }
    }
}
