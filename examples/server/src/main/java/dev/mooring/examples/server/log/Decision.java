package dev.mooring.examples.server.log;

import dev.mooring.examples.server.lease.Lease;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of an exchange, by values alone.
 *
 * <p>The order of the questions matters. A repetition is known before anything can refuse it, as it changes nothing. The fence comes before
 * the gap: who is fenced must see everything that was written since, and the answer says so.
 */
public final class Decision {
    private final Head head;
    private final Ask ask;
    private final long now;
    private final Duration leaseLength;

    /**
     * Prepares a decision.
     *
     * @param head the log as it is, and stays until the outcome is stored
     * @param now milliseconds since 1970
     */
    public Decision(Head head, Ask ask, long now, Duration leaseLength) {
        this.head = head;
        this.ask = ask;
        this.now = now;
        this.leaseLength = leaseLength;
    }

    /** Whether the places of the ask's mutations have to be looked up, as its marker is not the end of the log. */
    public boolean asksForPlaces() {
        return ask.since() < head.latest() && !ask.mutations().isEmpty();
    }

    /**
     * Decides.
     *
     * @param places where mutations of the ask are stored already
     */
    public Outcome outcome(Map<String, Long> places) {
        if (ask.history() != null && !ask.history().equals(head.history())) {
            return new Outcome.Refused(Outcome.Reason.HISTORY, "Another history");
        }
        Lease lease = head.lease();
        if (ask.isPull()) {
            return ask.since() > head.latest()
                    ? gap("the log ends at " + head.latest() + ", before " + ask.since())
                    : new Outcome.Stored(lease.renewed(ask.writer(), now, leaseLength));
        }
        if (isReplay(places)) {
            return new Outcome.Replayed(lease.renewed(ask.writer(), now, leaseLength));
        }
        if (lease.fences(ask.writer())) {
            return new Outcome.Refused(
                    Outcome.Reason.FENCED,
                    "Fenced: token " + ask.writer().token() + " is not " + lease.token() + ", others have written");
        }
        if (ask.since() != head.latest()) {
            return gap("expected " + (head.latest() + 1) + ", got "
                    + ask.events().get(0).sequence());
        }
        return placed(places, lease);
    }

    private Outcome placed(Map<String, Long> places, Lease lease) {
        List<Event> events = ask.events();
        for (int i = 0; i < events.size(); i++) {
            long expected = head.latest() + 1 + i;
            long got = events.get(i).sequence();
            if (got != expected) {
                String at = i == 0 ? "" : " at event " + i;
                return new Outcome.Refused(
                        Outcome.Reason.GAP, "Sequence gap" + at + ": expected " + expected + ", got " + got);
            }
        }
        for (Map.Entry<String, Long> place : places.entrySet()) {
            return new Outcome.Refused(
                    Outcome.Reason.ELSEWHERE,
                    "Mutation " + place.getKey() + " is stored at sequence " + place.getValue());
        }
        return new Outcome.Stored(lease.afterPush(ask.writer(), now, leaseLength));
    }

    private static Outcome gap(String what) {
        return new Outcome.Refused(Outcome.Reason.GAP, "Sequence gap: " + what);
    }

    private boolean isReplay(Map<String, Long> places) {
        for (Event event : ask.events()) {
            Long place = event.mutation() == null ? null : places.get(event.mutation());
            if (place == null || place != event.sequence()) {
                return false;
            }
        }
        return true;
    }
}
