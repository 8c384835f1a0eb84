package dev.mooring.sync.internal.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.mooring.sync.ConflictPolicy;
import dev.mooring.sync.ConflictPolicy.Resolution;
import dev.mooring.sync.spi.Capabilities.Order;
import dev.mooring.sync.spi.ChangeSink.Incoming;
import dev.mooring.sync.spi.Outcome;
import dev.mooring.sync.spi.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a server has and has answered, told in many ways: in pages cut anywhere, some of them told again, an acknowledgement before
 * its echo, behind it, or lost. What comes of it is always the same, and no mutation vanishes.
 */
final class ConvergenceTest {
    private static final int SEEDS = 300;
    private static final int WAYS = 4;

    private static ConflictPolicy policy(String name) {
        return switch (name) {
            case "serverWins" -> ConflictPolicy.serverWins();
            case "rebase" -> ConflictPolicy.rebase();
            case "lastWriteWins" -> ConflictPolicy.lastWriteWins();
            default ->
                ConflictPolicy.decide(conflict -> (conflict.mutation().id().getLeastSignificantBits()
                                                + conflict.change().payload().length())
                                        % 2
                                == 0
                        ? Resolution.SUPERSEDE
                        : Resolution.RESEND);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "SEQUENCE, serverWins",
        "SEQUENCE, rebase",
        "SEQUENCE, lastWriteWins",
        "ARRIVAL, serverWins",
        "ARRIVAL, rebase",
        "ARRIVAL, lastWriteWins",
        "ARRIVAL, decide",
        "KEYS, serverWins",
        "KEYS, rebase",
        "KEYS, lastWriteWins",
        "KEYS, decide"
    })
    void whatComesOfItIsTheSameHoweverItIsTold(Order order, String policy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = World.of(order, new Random(seed), order == Order.ARRIVAL);
            String label = order + " " + policy + " seed " + seed;
            String whole = whole(world, policy(policy), label).everything();
            for (int way = 0; way < WAYS; way++) {
                String told = label + " way " + way;
                Device device = world.device(policy(policy));
                tell(device, world, new Random(31 * seed + way), told);
                assertEquals(whole, device.everything(), () -> told + " of " + world);
            }
        }
    }

    /**
     * Which mutation meets which change depends on the cuts here: one that stays in spite of the change in its place, as the app says
     * so or as the change cannot be read, stands for the next place when the next page comes. The rows are right nevertheless.
     */
    @ParameterizedTest
    @CsvSource({"serverWins", "rebase", "lastWriteWins", "decide"})
    void noneVanishesAndTheRowsAreRightWhicheverMutationMeetsAnUnreadableChange(String policy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = World.of(Order.SEQUENCE, new Random(seed), true);
            String label = policy + " seed " + seed;
            whole(world, policy(policy), label);
            for (int way = 0; way < WAYS; way++) {
                tell(world.device(policy(policy)), world, new Random(31 * seed + way), label + " way " + way);
            }
        }
    }

    /** Hears everything at once. */
    private static Device whole(World world, ConflictPolicy policy, String label) {
        Device device = world.device(policy);
        device.answer(world.first);
        device.page(world.history);
        world.check(device, label);
        return device;
    }

    private static void tell(Device device, World world, Random random, String label) {
        List<Outcome> answer = new ArrayList<>(world.first);
        int acknowledged = random.nextInt(world.echoed.size() + 1);
        answer.addAll(world.echoed.subList(0, acknowledged));
        device.answer(answer);
        List<Incoming> left = new ArrayList<>(world.history);
        if (world.order == Order.KEYS) {
            mix(left, random);
        }
        while (true) {
            if (world.order == Order.SEQUENCE) {
                left.removeIf(incoming -> incoming.change().position() <= device.position());
            }
            if (left.isEmpty()) {
                break;
            }
            List<Incoming> page = new ArrayList<>(left.subList(0, 1 + random.nextInt(left.size())));
            device.page(page);
            device.checkNoneVanished();
            left.subList(0, page.size()).clear();
            if (random.nextInt(3) == 0) {
                again(device, page, world, label);
            }
            if (random.nextInt(3) == 0) {
                answerLate(device, world, random, label);
            }
        }
        answerLate(device, world, random, label);
        world.check(device, label);
    }

    /** Keys do not know each other; the order of each one's states is kept. */
    private static void mix(List<Incoming> states, Random random) {
        List<String> keys = new ArrayList<>(Arrays.asList("k0", "k1", "k2", "k3"));
        Collections.shuffle(keys, random);
        states.sort(Comparator.comparingInt(state -> keys.indexOf(state.change().key())));
    }

    /** A page that was told already changes nothing. */
    private static void again(Device device, List<Incoming> page, World world, String label) {
        String before = device.everything();
        if (world.refusesRepeats()) {
            assertThrows(ProtocolException.class, () -> device.page(page), label);
        } else {
            device.page(page);
        }
        assertEquals(before, device.everything(), () -> label + " told again, of " + world);
    }

    /** The push goes out again. An answer on what has left the outbox is refused; one on what has not is taken. */
    private static void answerLate(Device device, World world, Random random, String label) {
        List<Outcome> waiting = new ArrayList<>(world.echoed);
        waiting.removeIf(outcome -> !device.waits(outcome));
        if (waiting.size() < world.echoed.size()) {
            String before = device.everything();
            assertThrows(ProtocolException.class, () -> device.answer(world.echoed), label);
            assertEquals(before, device.everything(), label);
        }
        device.answer(waiting.subList(0, random.nextInt(waiting.size() + 1)));
        device.checkNoneVanished();
    }
}
