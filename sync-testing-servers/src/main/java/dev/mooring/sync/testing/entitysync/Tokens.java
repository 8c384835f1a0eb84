package dev.mooring.sync.testing.entitysync;

import java.util.Random;
import java.util.function.Supplier;

/** Random tokens as the live server makes them; the same ones in every run. */
final class Tokens implements Supplier<String> {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final int LENGTH = 21;

    private final Random random = new Random(1);

    @Override
    public synchronized String get() {
        StringBuilder token = new StringBuilder("sync_");
        for (int i = 0; i < LENGTH; i++) {
            token.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return token.toString();
    }
}
