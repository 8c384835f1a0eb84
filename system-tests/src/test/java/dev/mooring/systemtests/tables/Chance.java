package dev.mooring.systemtests.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** All the randomness of one seed. */
final class Chance {
    private final Random random;

    Chance(long seed) {
        // Neighbouring seeds would begin alike.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    /** From {@code least} to {@code most}, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Some of them, at least one, in their order. */
    <T> List<T> some(List<T> choices) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            places.add(i);
        }
        Collections.shuffle(places, random);
        return places.subList(0, between(1, choices.size())).stream()
                .sorted()
                .map(choices::get)
                .toList();
    }
}
