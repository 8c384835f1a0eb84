package dev.mooring.sync.testing;

import dev.mooring.sync.spi.Ask;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Says how the next exchange goes. Called once an exchange, in the order of the exchanges. */
@FunctionalInterface
public interface FaultPlan {
    /**
     * The next exchange.
     *
     * @param ask what it is about
     * @return how it goes
     */
    Fault next(Ask ask);

    /**
     * Nothing ever goes wrong.
     *
     * @return the plan
     */
    static FaultPlan none() {
        return ask -> Fault.NONE;
    }

    /**
     * Faults one by one, then none.
     *
     * @param faults in order
     * @return the plan
     */
    static FaultPlan script(Fault... faults) {
        Deque<Fault> left = new ArrayDeque<>(List.of(faults));
        return ask -> left.isEmpty() ? Fault.NONE : left.removeFirst();
    }

    /**
     * Faults drawn from a seed: any kind, any delay.
     *
     * @param random decides
     * @param rate how many of the exchanges go wrong, 0 to 1
     * @param slowest the longest delay on either way
     * @return the plan
     */
    static FaultPlan seeded(Random random, double rate, Duration slowest) {
        Fault.Kind[] kinds = Fault.Kind.values();
        return ask -> {
            boolean wrong = random.nextDouble() < rate;
            Fault.Kind kind = wrong ? kinds[1 + random.nextInt(kinds.length - 1)] : Fault.Kind.NONE;
            long bound = slowest.toNanos() + 1;
            Duration there = Duration.ofNanos((long) (random.nextDouble() * bound));
            Duration back = Duration.ofNanos((long) (random.nextDouble() * bound));
            return new Fault(kind, there, back, random.nextInt(3));
        };
    }
}
